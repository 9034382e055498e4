import type { EarlierRead } from "../contract.ts";
import type { LinePlan } from "./line-plan.ts";
import { counted, notice } from "./notice.ts";
import { type NumberedLine, numberedLines } from "./numbered-lines.ts";

/** Fewer lines than this are not left out: a gap in a piece of code costs more than the few lines it saves. */
const FEWEST = 8;
/**
 * Lines that stay where a repeat meets lines that are no repeat: an edit's old text must be found in one piece, and it may
 * reach across the border. Of 273 texts that edits quote in recorded sessions, 17 were in pieces with an overlap of 4 and
 * gaps of any length, one with these figures (recordings.test.ts).
 */
export const OVERLAP = 8;
/** Places in an earlier read that are tried for a line. */
const CANDIDATES = 4;
/** Earlier reads that are looked at: those that come last. */
const READS = 8;

interface Run {
  readonly read: EarlierRead;
  readonly earlier: readonly NumberedLine[];
  readonly start: number;
  /** Place in the earlier read. */
  readonly from: number;
  readonly length: number;
}

/** Leaves out the lines that earlier reads of the same file still say, and names the block that says them. */
export function leaveOutRepeated(plan: LinePlan, reads: readonly EarlierRead[]): void {
  const { lines } = numberedLines(plan.lines);
  const sources = reads.slice(-READS).map((read) => sourceOf(read));
  for (let line = 0; line < lines.length; ) {
    const run = longestRun(lines, line, sources);
    if (!run || run.length < FEWEST) {
      line += 1;
      continue;
    }
    const from = line === 0 ? line : line + OVERLAP;
    const end = line + run.length;
    const to = end === lines.length ? end : end - OVERLAP;
    if (to - from >= FEWEST) plan.leaveOut(from, to, (gap) => saysRun(lines, run, gap.first, gap.last), true);
    line = end;
  }
}

interface Source {
  readonly read: EarlierRead;
  readonly lines: readonly NumberedLine[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

function sourceOf(read: EarlierRead): Source {
  const { lines } = numberedLines(read.text.split("\n"));
  const places = new Map<string, number[]>();
  for (const [index, { code }] of lines.entries()) {
    const known = places.get(code);
    if (!known) places.set(code, [index]);
    else if (known.length < CANDIDATES) known.push(index);
  }
  return { read, lines, places };
}

/** Each candidate costs at most what the run covers, and what a run covers is not looked at again: linear in all. */
function longestRun(lines: readonly NumberedLine[], start: number, sources: readonly Source[]): Run | null {
  let best: Run | null = null;
  for (const { read, lines: earlier, places } of sources) {
    for (const from of places.get(lines[start]!.code) ?? []) {
      let length = 1;
      while (start + length < lines.length && lines[start + length]!.code === earlier[from + length]?.code) length += 1;
      if (length > (best?.length ?? 0)) best = { read, earlier, start, from, length };
    }
  }
  return best;
}

function saysRun(lines: readonly NumberedLine[], run: Run, first: number, last: number): string {
  const now = span(lines[first]!, lines[last]!);
  const then = span(run.earlier[run.from + first - run.start]!, run.earlier[run.from + last - run.start]!);
  if (now === null)
    return notice(`${counted(last - first + 1, "line")} as in ${run.read.id}${then ? `, ${then}` : ""}`);
  return notice(then === null || then === now ? `${now} as in ${run.read.id}` : `${now} as ${then} in ${run.read.id}`);
}

function span(first: NumberedLine, last: NumberedLine): string | null {
  if (first.number === null || last.number === null) return null;
  return `lines ${first.number}-${last.number}`;
}
