// A byte order mark inside a key is part of the key.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const BACKSLASH = 0x5c;
/** Up to here a scan over the object's hashes is faster than a set. */
const SMALL_OBJECT = 32;

/** FNV-1a over a key's bytes. Only a filter: equal hashes are compared as text. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

const unescapeKey = (bytes: Uint8Array, start: number, end: number): string =>
  JSON.parse(`"${decoder.decode(bytes.subarray(start, end))}"`) as string;

interface LargeObject {
  readonly keys: Set<string>;
}

/** Finds keys that stand twice in one object, after unescaping. Objects nest; a child's keys are gone when it ends. */
export class DuplicateKeys {
  #hashes: number[] = [];
  #starts: number[] = [];
  #ends: number[] = [];
  /** Where each open object's keys begin in the lists above. */
  #bases: number[] = [];
  #large: (LargeObject | undefined)[] = [];

  reset(): void {
    this.#hashes = [];
    this.#starts = [];
    this.#ends = [];
    this.#bases = [];
    this.#large = [];
  }

  enter(): void {
    this.#bases.push(this.#hashes.length);
    this.#large.push(undefined);
  }

  leave(): void {
    const base = this.#bases.pop()!;
    this.#large.pop();
    this.#hashes.length = base;
    this.#starts.length = base;
    this.#ends.length = base;
  }

  /** True if the innermost object has this key (span without quotes) already. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const base = this.#bases[this.#bases.length - 1]!;
    const count = this.#hashes.length - base;
    const twice =
      count < SMALL_OBJECT ? this.#isInList(bytes, start, end, base) : this.#isInSet(bytes, start, end, base);
    if (count < SMALL_OBJECT) {
      this.#hashes.push(this.#hash(bytes, start, end));
      this.#starts.push(start);
      this.#ends.push(end);
    }
    return twice;
  }

  #isInList(bytes: Uint8Array, start: number, end: number, base: number): boolean {
    const hash = this.#hash(bytes, start, end);
    for (let index = base; index < this.#hashes.length; index++)
      if (this.#hashes[index] === hash && this.#textAt(bytes, index) === unescapeKey(bytes, start, end)) return true;
    return false;
  }

  #isInSet(bytes: Uint8Array, start: number, end: number, base: number): boolean {
    const depth = this.#large.length - 1;
    let large = this.#large[depth];
    if (!large) {
      large = { keys: new Set() };
      for (let index = base; index < this.#hashes.length; index++) large.keys.add(this.#textAt(bytes, index));
      this.#large[depth] = large;
    }
    const text = unescapeKey(bytes, start, end);
    if (large.keys.has(text)) return true;
    large.keys.add(text);
    return false;
  }

  #textAt(bytes: Uint8Array, index: number): string {
    return unescapeKey(bytes, this.#starts[index]!, this.#ends[index]!);
  }

  /** An escaped key is hashed as what it means, so that "\u0061" meets "a". */
  #hash(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      if (bytes[at] !== BACKSLASH) continue;
      const plain = encoder.encode(unescapeKey(bytes, start, end));
      return hashBytes(plain, 0, plain.length);
    }
    return hashBytes(bytes, start, end);
  }
}
