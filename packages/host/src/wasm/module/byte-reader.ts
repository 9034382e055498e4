import { ModuleRefused } from "./module-refused.ts";

/** Reads the WebAssembly binary format (core specification 2.0, chapter 5) forwards; throws `ModuleRefused` at the end of the bytes. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw new ModuleRefused("it ends in the middle");
    return this.bytes[this.at++]!;
  }

  /** Unsigned LEB128 of at most 32 bits (5.2.2). */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      // Of the fifth byte only four bits are left.
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ModuleRefused("a number in it is longer than 32 bits");
  }

  /** Goes on behind `length` bytes, and gives their beginning. */
  skip(length: number): number {
    const from = this.at;
    if (length > this.end - from) throw new ModuleRefused("it ends in the middle");
    this.at = from + length;
    return from;
  }

  /** A name (5.2.4). Invalid UTF-8 becomes U+FFFD: it is only compared and shown. */
  name(): string {
    const length = this.u32();
    const from = this.skip(length);
    return new TextDecoder().decode(this.bytes.subarray(from, from + length));
  }
}
