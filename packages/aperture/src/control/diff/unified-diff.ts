import { diffLines, type LineRun } from "./line-diff.ts";

const context = 3;

/**
 * Two texts as a unified diff with three lines of context and no file names; empty where they are the same. A last line
 * without a line break is marked as `diff -u` marks it.
 */
export function unifiedDiff(from: string, to: string): string {
  if (from === to) return "";
  const [a, b] = [linesOf(from), linesOf(to)];
  const hunks = hunksOf(diffLines(a, b));
  return hunks.map((runs) => printHunk(runs, a, b)).join("");
}

/** Lines with their line breaks, so that a missing last one is a difference. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Runs by hunk: what is the same between two changes is cut to the context, and parts them where it is longer than two. */
function hunksOf(runs: readonly LineRun[]): LineRun[][] {
  const hunks: LineRun[][] = [];
  let hunk: LineRun[] = [];
  for (const [index, run] of runs.entries()) {
    if (run.kind !== "same") {
      hunk.push(run);
      continue;
    }
    const length = run.fromEnd - run.fromStart;
    const isFirst = index === 0;
    const isLast = index === runs.length - 1;
    if (!isFirst && !isLast && length <= 2 * context) {
      hunk.push(run);
      continue;
    }
    if (!isFirst) {
      hunk.push(cut(run, 0, Math.min(context, length)));
      hunks.push(hunk);
    }
    hunk = isLast ? [] : [cut(run, Math.max(0, length - context), length)];
  }
  if (hunk.length > 0) hunks.push(hunk);
  return hunks;
}

const cut = (run: LineRun, start: number, end: number): LineRun => ({
  kind: run.kind,
  fromStart: run.fromStart + start,
  fromEnd: run.fromStart + end,
  toStart: run.toStart + start,
  toEnd: run.toStart + end,
});

function printHunk(runs: readonly LineRun[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [runs[0]!, runs.at(-1)!];
  const head = `@@ -${place(first.fromStart, last.fromEnd)} +${place(first.toStart, last.toEnd)} @@\n`;
  const lines = runs.flatMap(({ kind, fromStart, fromEnd, toStart, toEnd }) => {
    if (kind === "added") return b.slice(toStart, toEnd).map((line) => `+${line}`);
    return a.slice(fromStart, fromEnd).map((line) => `${kind === "same" ? " " : "-"}${line}`);
  });
  return head + lines.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`)).join("");
}

/** `3,5`: five lines from the third; a length of one is left out, and of none the line before is named. */
function place(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}
