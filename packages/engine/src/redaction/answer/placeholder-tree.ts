import type { Redaction } from "../contract.ts";
import { inJson } from "../forms-of.ts";
import { isPlaceholder } from "../placeholder.ts";
import type { Wrapping } from "./answer-texts.ts";

/** A place inside a placeholder, or behind one: then `value` is what goes there instead. */
export interface PlaceholderNode {
  readonly next: Map<number, PlaceholderNode>;
  /** UTF-8, escaped as the wrapping needs it. */
  value: Readonly<Record<Wrapping, Uint8Array>> | null;
}

/** The first byte of every placeholder, which stands nowhere else in one. */
const FIRST = 0x52;
const QUOTE = 0x22;
const encoder = new TextEncoder();

/**
 * Finds placeholders in the bytes of JSON, whose escapes never change their letters. A placeholder begins with the only `R` in it: a
 * walk that fails need not be tried again from inside, so each byte is looked at once. Throws RangeError for a
 * placeholder that `placeholderFor` did not make.
 */
export class PlaceholderTree {
  readonly root: PlaceholderNode = { next: new Map(), value: null };

  constructor(redactions: readonly Redaction[]) {
    for (const { placeholder, value } of redactions) {
      if (!isPlaceholder(placeholder)) throw new RangeError("a placeholder does not have the form of one");
      let node = this.root;
      for (const byte of encoder.encode(placeholder)) {
        const child = node.next.get(byte) ?? { next: new Map(), value: null };
        node.next.set(byte, child);
        node = child;
      }
      const text = inJson(value);
      node.value ??= { text: encoder.encode(text), json: encoder.encode(inJson(text)) };
    }
  }

  /** Place of the next byte in [from, end) with which a placeholder could begin, or -1. */
  begins(bytes: Uint8Array, from: number, end: number): number {
    const found = bytes.subarray(from, end).indexOf(FIRST);
    return found < 0 ? -1 : from + found;
  }

  /** Goes on from `node` as far as [from, end) fits; the node is null where it does not, and has a value at a placeholder's end. */
  walk(
    node: PlaceholderNode,
    bytes: Uint8Array,
    from: number,
    end: number,
  ): { node: PlaceholderNode | null; at: number } {
    let here = node;
    let at = from;
    for (; at < end && !here.value; at++) {
      const next = here.next.get(bytes[at]!);
      if (!next) return { node: null, at };
      here = next;
    }
    return { node: here, at };
  }

  /** True if the bytes hold a placeholder, or a string that ends with the beginning of one: anything else can pass unread. */
  concerns(bytes: Uint8Array): boolean {
    for (let from = this.begins(bytes, 0, bytes.length); from >= 0; ) {
      const { node, at } = this.walk(this.root, bytes, from, bytes.length);
      if (node?.value || (!node && bytes[at] === QUOTE)) return true;
      from = this.begins(bytes, Math.max(at, from + 1), bytes.length);
    }
    return false;
  }
}
