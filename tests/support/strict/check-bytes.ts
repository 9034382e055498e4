/** A replaced span, as the engine's splice takes it. */
export interface MadeEdit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** What is wrong with the bytes around the edits: each must be the original's, in its place. `edits` are in body order. */
export function checkBytes(original: Uint8Array, body: Uint8Array, edits: readonly MadeEdit[]): string[] {
  let from = 0;
  let at = 0;
  for (const { start, end, bytes } of [
    ...edits,
    { start: original.length, end: original.length, bytes: new Uint8Array() },
  ]) {
    if (start < from || end < start) return [`edit [${start}, ${end}) overlaps another`];
    const untouched = start - from;
    if (!same(original, from, body, at, untouched)) return [`bytes [${from}, ${start}) were changed`];
    if (!same(bytes, 0, body, at + untouched, bytes.length)) return [`edit [${start}, ${end}) is not in its place`];
    at += untouched + bytes.length;
    from = end;
  }
  return at === body.length ? [] : [`${body.length - at} bytes too many`];
}

function same(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  if (aStart + length > a.length || bStart + length > b.length) return false;
  return Buffer.compare(a.subarray(aStart, aStart + length), b.subarray(bStart, bStart + length)) === 0;
}
