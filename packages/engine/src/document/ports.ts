/** What the document needs from its surroundings; Node's native versions are 10–50× faster than JavaScript loops. */
export interface BytesPort {
  /** True if `length` bytes of `a` from `aStart` equal those of `b` from `bStart`. */
  equal(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean;
  /** UTF-8 decoded text of a range; the range is known to be valid UTF-8. */
  decode(bytes: Uint8Array, start: number, end: number): string;
  isUtf8(bytes: Uint8Array, start: number, end: number): boolean;
  /** Collision-resistant hash of a text or bytes, as a short string (base64url). */
  hash(content: string | Uint8Array): string;
}
