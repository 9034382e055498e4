import { commonPrefix } from "./common-prefix.ts";
import type { Document, Unit } from "./document.ts";
import type { BytesPort } from "./ports.ts";
import { ScanError, type Scanner } from "./scanner.ts";

/** How many elements of the document before are tried at each place: inserted or dropped elements shift the rest. */
const WINDOW = 32;
/** Bytes scanned between two yields. */
const SLICE = 1 << 20;

/** Reads units, from the document before where their bytes are the same, else by scanning. */
export class HistoryReader {
  scanned = 0;
  /** Offset behind the history's bracket after `read`. */
  end = 0;
  invalidText = false;
  readonly #scanner: Scanner;
  readonly #port: BytesPort;
  readonly #previous: Document | undefined;

  constructor(scanner: Scanner, port: BytesPort, previous: Document | undefined) {
    this.#scanner = scanner;
    this.#port = port;
    // What is wrong with a read-only body may sit in any unit of it: none is taken over.
    this.#previous = previous?.readOnly === null ? previous : undefined;
  }

  get duplicateKeys(): boolean {
    return this.#scanner.duplicateKeys;
  }

  /** The value at `start`: `candidate` (a unit of the document before) moved here where its bytes are the same. */
  unit(start: number, candidate: Unit | undefined): Unit {
    if (candidate && this.#equals(start, candidate)) return { ...candidate, start, fresh: false };
    const tree = this.#scanner.value(start);
    this.scanned += tree.length;
    if (!this.#port.isUtf8(this.#scanner.bytes, start, start + tree.length)) this.invalidText = true;
    return { start, length: tree.length, tree, facts: new Map(), fresh: true };
  }

  /** A member's value, compared with the same member of the document before. */
  member(start: number, key: string): Unit {
    const candidate = this.#previous?.member(key);
    return this.unit(start, candidate && candidate.tree.length > 0 ? candidate : undefined);
  }

  /** Elements of the array at `start`; `end` is set behind its bracket. */
  *read(start: number): Generator<void, Unit[]> {
    const { bytes } = this.#scanner;
    const units: Unit[] = [];
    const old = this.#previous?.history ?? [];
    let next = this.#takePrefix(start, old, units);
    let nextSlice = this.scanned + SLICE;

    let at = start + 1;
    const last = units.at(-1);
    if (last) at = last.start + last.length;
    at = this.#scanner.skipSpace(at);
    let expectsElement = units.length === 0;
    while (bytes[at] !== 0x5d) {
      if (!expectsElement) {
        if (bytes[at] !== 0x2c) throw new ScanError("expected , or ]", at);
        at = this.#scanner.skipSpace(at + 1);
      }
      const found = this.#findOld(at, old, next);
      const unit = this.unit(at, old[found]);
      if (found >= 0) next = found + 1;
      units.push(unit);
      at = this.#scanner.skipSpace(at + unit.length);
      expectsElement = false;
      if (this.scanned >= nextSlice) {
        nextSlice = this.scanned + SLICE;
        yield;
      }
    }
    this.end = at + 1;
    return units;
  }

  /** Takes over the elements wholly inside the common prefix of both histories; returns how many. */
  #takePrefix(start: number, old: readonly Unit[], units: Unit[]): number {
    const first = old[0];
    if (!first || !this.#previous) return 0;
    // Only the bytes between the brackets are compared; the gap in front of the first element must be the same too.
    const gap = first.start - this.#openingBracket(this.#previous, first.start);
    const common = commonPrefix(this.#scanner.bytes, start, this.#previous.bytes, first.start - gap, this.#port);
    let count = 0;
    for (const unit of old) {
      const relative = unit.start - first.start + gap;
      // Strictly inside: the byte behind the element must be the same, or a number could go on.
      if (relative + unit.length >= common) break;
      units.push({ ...unit, start: start + relative, fresh: false });
      count++;
    }
    return count;
  }

  #openingBracket(document: Document, before: number): number {
    let at = before - 1;
    while (document.bytes[at] !== 0x5b) at--;
    return at;
  }

  /** Index of an old element, at or a little behind `from`, whose bytes stand at `at`; -1 if there is none. */
  #findOld(at: number, old: readonly Unit[], from: number): number {
    for (let index = from; index < Math.min(old.length, from + WINDOW); index++)
      if (this.#equals(at, old[index]!)) return index;
    return -1;
  }

  #equals(at: number, unit: Unit): boolean {
    const { bytes } = this.#scanner;
    const end = at + unit.length;
    if (!this.#previous || end >= bytes.length) return false;
    // A number or word that only begins the same is caught by what must follow a value.
    const behind = bytes[end];
    const ends = behind === 0x2c || behind === 0x5d || behind === 0x7d || (behind !== undefined && behind <= 0x20);
    return ends && this.#port.equal(bytes, at, this.#previous.bytes, unit.start, unit.length);
  }
}
