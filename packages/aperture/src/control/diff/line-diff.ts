import { anchorLines } from "./anchor-lines.ts";
import { shortestEdit } from "./shortest-edit.ts";

/** A run of lines: kept in both, or only in one of them. Indexes are 0-based, ends exclusive. */
export interface LineRun {
  readonly kind: "same" | "removed" | "added";
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

/**
 * What became of the lines of a text. Common ends are passed over, lines that are in both texts once hold the rest together
 * (patience), and between them the shortest edit is sought (Myers) as long as that stays cheap: where two stretches have next to
 * nothing in common, one replaces the other. Time and memory stay linear for texts of a megabyte.
 */
export function diffLines(from: readonly string[], to: readonly string[]): LineRun[] {
  const ids = new Map<string, number>();
  const idOf = (line: string): number => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    ids.set(line, ids.size);
    return ids.size - 1;
  };
  const a = Int32Array.from(from, idOf);
  const b = Int32Array.from(to, idOf);
  const same: [number, number][] = [];
  matchRange(a, b, { a: 0, aEnd: a.length, b: 0, bEnd: b.length }, same);
  return runsOf(same, a.length, b.length);
}

interface Range {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** Adds the pairs of equal lines of two ranges, in order. */
function matchRange(a: Int32Array, b: Int32Array, range: Range, same: [number, number][]): void {
  let { a: aStart, aEnd, b: bStart, bEnd } = range;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) same.push([aStart++, bStart++]);
  const tail: [number, number][] = [];
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) tail.push([--aEnd, --bEnd]);
  const inner = { a: aStart, aEnd, b: bStart, bEnd };
  if (aStart < aEnd && bStart < bEnd) matchInner(a, b, inner, same);
  for (let index = tail.length - 1; index >= 0; index--) same.push(tail[index]!);
}

function matchInner(a: Int32Array, b: Int32Array, range: Range, same: [number, number][]): void {
  const anchors = anchorLines(a, b, range);
  if (anchors.length === 0) {
    same.push(...shortestEdit(a, b, range));
    return;
  }
  let { a: aStart, b: bStart } = range;
  for (const [aAt, bAt] of anchors) {
    // The lines between two anchors have no anchors of their own in this range, but may have them among themselves.
    matchRange(a, b, { a: aStart, aEnd: aAt, b: bStart, bEnd: bAt }, same);
    same.push([aAt, bAt]);
    [aStart, bStart] = [aAt + 1, bAt + 1];
  }
  matchRange(a, b, { a: aStart, aEnd: range.aEnd, b: bStart, bEnd: range.bEnd }, same);
}

function runsOf(same: readonly (readonly [number, number])[], aLength: number, bLength: number): LineRun[] {
  const runs: LineRun[] = [];
  const add = (kind: LineRun["kind"], fromStart: number, fromEnd: number, toStart: number, toEnd: number): void => {
    const last = runs.at(-1);
    if (last?.kind === kind && kind === "same") runs[runs.length - 1] = { ...last, fromEnd, toEnd };
    else runs.push({ kind, fromStart, fromEnd, toStart, toEnd });
  };
  let [a, b] = [0, 0];
  for (const [aAt, bAt] of [...same, [aLength, bLength] as const]) {
    if (aAt > a) add("removed", a, aAt, b, b);
    if (bAt > b) add("added", aAt, aAt, b, bAt);
    if (aAt < aLength || bAt < bLength) add("same", aAt, aAt + 1, bAt, bAt + 1);
    [a, b] = [aAt + 1, bAt + 1];
  }
  return runs;
}
