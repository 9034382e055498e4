import { Kind, type SpanTree } from "./span-tree.ts";
import { SyntaxTape } from "./syntax-tape.ts";

/** Thrown inside the document only: the body is no JSON at `offset`. */
export class ScanError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.offset = offset;
  }
}

// One table look-up per string byte: 0 is plain text, anything else needs a look. Reading past the end gives undefined,
// which is not 0 either, so the hot loop needs no bounds check.
const special = new Uint8Array(256).map((_, byte) => (byte < 0x20 || byte === 0x22 || byte === 0x5c ? 1 : 0));
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number | undefined): boolean =>
  byte !== undefined && (isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66));
const simpleEscapes = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));

/**
 * Reads JSON values of one body as spans. It accepts exactly what JSON.parse accepts (RFC 8259, no BOM) and never
 * recurses: depth costs memory, not stack.
 */
export class Scanner {
  readonly bytes: Uint8Array;
  /** True once any object had a key twice (after unescaping): readers disagree about which one counts. */
  duplicateKeys = false;
  readonly #tape = new SyntaxTape();

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** First byte at or behind `position` that is no JSON whitespace. */
  skipSpace(position: number): number {
    const bytes = this.bytes;
    for (let at = position; ; at++) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    }
  }

  /** Offset behind the string whose opening quote is at `position`. Throws ScanError. */
  skipString(position: number): number {
    const bytes = this.bytes;
    if (bytes[position] !== 0x22) throw new ScanError("expected a string", position);
    for (let at = position + 1; ; at++) {
      while (special[bytes[at]!] === 0) at++;
      const byte = bytes[at];
      if (byte === 0x22) return at + 1;
      if (byte !== 0x5c)
        throw new ScanError(byte === undefined ? "string has no end" : "control character in string", at);
      at++;
      if (bytes[at] === 0x75) {
        for (let digit = 1; digit <= 4; digit++)
          if (!isHex(bytes[at + digit])) throw new ScanError("bad \\u escape", at);
        at += 4;
      } else if (!simpleEscapes.has(bytes[at]!)) throw new ScanError("bad escape", at);
    }
  }

  /** The value at `position` (no whitespace before it) as a tree of spans. Throws ScanError. */
  value(position: number): SpanTree {
    const tape = this.#tape;
    tape.begin(position);
    let at = position;
    for (;;) {
      at = this.#startValue(at);
      if (at < 0) {
        at = -at; // a container was opened and holds something: its first value starts here
        continue;
      }
      at = this.#closeContainers(at);
      if (at < 0) at = -at;
      else return tape.finish(at);
    }
  }

  /** Reads a scalar or an empty container: the offset behind it; else opens the container: minus its first value's offset. */
  #startValue(at: number): number {
    const tape = this.#tape;
    const byte = this.bytes[at];
    if (byte === 0x22) {
      const node = tape.open(Kind.string, at);
      return tape.close(node, this.skipString(at));
    }
    if (byte === 0x7b || byte === 0x5b) {
      const isObject = byte === 0x7b;
      tape.push(tape.open(isObject ? Kind.object : Kind.array, at));
      const inside = this.skipSpace(at + 1);
      if (this.bytes[inside] === (isObject ? 0x7d : 0x5d)) return tape.pop(inside + 1);
      return isObject ? -this.#key(inside) : -inside;
    }
    return this.#scalar(at, byte);
  }

  /** From behind a value: closes what ends here; the end of all, or minus the offset of the next value. */
  #closeContainers(from: number): number {
    const tape = this.#tape;
    let at = from;
    while (tape.depth > 0) {
      at = this.skipSpace(at);
      const byte = this.bytes[at];
      if (byte === 0x2c) {
        const next = this.skipSpace(at + 1);
        return tape.insideObject ? -this.#key(next) : -next;
      }
      if (byte !== (tape.insideObject ? 0x7d : 0x5d)) throw new ScanError("expected , or the end of a container", at);
      at = tape.pop(at + 1);
    }
    return at;
  }

  /** Reads `"key" :` and returns the offset of its value. */
  #key(at: number): number {
    const end = this.skipString(at);
    if (this.#tape.key(this.bytes, at, end)) this.duplicateKeys = true;
    const colon = this.skipSpace(end);
    if (this.bytes[colon] !== 0x3a) throw new ScanError("expected :", colon);
    return this.skipSpace(colon + 1);
  }

  #scalar(at: number, byte: number | undefined): number {
    const tape = this.#tape;
    if (byte === 0x74) return tape.close(tape.open(Kind.true, at), this.#word(at, "true"));
    if (byte === 0x66) return tape.close(tape.open(Kind.false, at), this.#word(at, "false"));
    if (byte === 0x6e) return tape.close(tape.open(Kind.null, at), this.#word(at, "null"));
    return tape.close(tape.open(Kind.number, at), this.#number(at));
  }

  #word(at: number, word: string): number {
    for (let index = 0; index < word.length; index++)
      if (this.bytes[at + index] !== word.charCodeAt(index)) throw new ScanError("expected a value", at);
    return at + word.length;
  }

  #number(start: number): number {
    const bytes = this.bytes;
    let at = bytes[start] === 0x2d ? start + 1 : start;
    if (!isDigit(bytes[at])) throw new ScanError("expected a value", start);
    at = bytes[at] === 0x30 ? at + 1 : this.#digits(at);
    if (bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      const sign = bytes[at + 1];
      at = this.#digits(sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
    }
    return at;
  }

  #digits(from: number): number {
    let at = from;
    while (isDigit(this.bytes[at])) at++;
    if (at === from) throw new ScanError("expected a digit", at);
    return at;
  }
}
