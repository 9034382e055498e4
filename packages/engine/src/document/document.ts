import type { JsonNode } from "./json-node.ts";
import type { SpanTree } from "./span-tree.ts";

/**
 * A piece of a body that is scanned, re-used and cached as one: an element of the history, or the value of another
 * top-level member. `tree` is shared with the document before where the bytes were the same; `facts` holds what a
 * dialect derived from it and moves along, so that cost follows what is new.
 */
export interface Unit {
  /** Byte offset in this document's body. */
  readonly start: number;
  readonly length: number;
  readonly tree: SpanTree;
  readonly facts: Map<string, unknown>;
  /** True if it was scanned for this document, false if re-used. */
  readonly fresh: boolean;
}

export interface Member {
  readonly key: string;
  readonly unit: Unit;
}

export interface Document {
  readonly bytes: Uint8Array;
  /** Top-level members in body order, the history included (its unit's tree is then empty). */
  readonly members: readonly Member[];
  /** Elements of the history member (`messages`, `input`, `contents`), or null where it is missing or no array. */
  readonly history: readonly Unit[] | null;
  /** Why nothing may be edited (duplicate keys, signed digest …), or null. */
  readonly readOnly: string | null;
  /** Bytes that had to be scanned: the rest was re-used from the document before. */
  readonly scanned: number;
  node(unit: Unit): JsonNode;
  member(key: string): Unit | undefined;
}
