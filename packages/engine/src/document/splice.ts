/** Replaces bytes [start, end) of a body; an insertion has start = end. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * The body with all edits made; every byte outside them is copied as it came.
 * Throws RangeError, before anything is built, if an edit lies outside the body or two of them overlap.
 */
export function splice(body: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return body;
  // Stable: insertions at the same place keep their order, and stand before a replacement that starts there.
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let size = body.length;
  let last = 0;
  for (const edit of sorted) {
    if (edit.start < last || edit.end < edit.start || edit.end > body.length)
      throw new RangeError(
        `edit [${edit.start}, ${edit.end}) overlaps another or leaves the body of ${body.length} bytes`,
      );
    size += edit.bytes.length - (edit.end - edit.start);
    last = edit.end;
  }
  const spliced = new Uint8Array(size);
  let from = 0;
  let to = 0;
  for (const edit of sorted) {
    spliced.set(body.subarray(from, edit.start), to);
    to += edit.start - from;
    spliced.set(edit.bytes, to);
    to += edit.bytes.length;
    from = edit.end;
  }
  spliced.set(body.subarray(from), to);
  return spliced;
}
