/**
 * The syntax tree of one JSON value as numbers: four per node (kind, start, end, next), in document order.
 * Offsets are relative to the value's own start, so a tree moves with its bytes; `next` is the index of the node behind
 * this one's subtree. An object's children are key, value, key, value …
 */
export interface SpanTree {
  readonly nodes: Int32Array;
  /** Bytes of the value. */
  readonly length: number;
}

export const Kind = { object: 1, array: 2, string: 3, number: 4, true: 5, false: 6, null: 7, key: 8 } as const;
export const NODE_SIZE = 4;
