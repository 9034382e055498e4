import { alikeLines } from "./alike-lines.ts";
import { type LinePlan, planLines } from "./line-plan.ts";
import { counted, notice } from "./notice.ts";
import type { Trimmer } from "./trimming.ts";

/** Longest group of lines that is recognised when it repeats. */
const LONGEST_PERIOD = 8;
/** Groups that are the same but for times collapse from this many on; the first and the last stay. */
const SAME_FROM = 4;
/** Groups that differ in numbers may hold ids, so they must be many. */
const SIMILAR_FROM = 10;

/** Lines that repeat, exactly or but for times and numbers, are counted; the first and the last of them stay as they are. */
export const trimLog: Trimmer = (input) => {
  const plan = planLines(input);
  collapseRepeats(plan);
  const { text, leftOut } = plan.render();
  return leftOut === 0 ? null : { text, note: `${counted(leftOut, "repeated line")} left out` };
};

export function collapseRepeats(plan: LinePlan): void {
  const { same, similar } = alikeLines(plan.lines);
  for (let line = 0; line < plan.lines.length; ) {
    const exact = longestRepeat(same, line, SAME_FROM);
    const rough = exact ?? longestRepeat(similar, line, SIMILAR_FROM);
    if (!rough) {
      line += 1;
      continue;
    }
    const { period, end } = rough;
    // The times of an error that comes again and again are the only thing that is lost of it.
    const says = exact ? repeated(period) : similarly(period);
    plan.leaveOut(line + period, end - period, says, exact !== null);
    line = end;
  }
}

interface Repeat {
  readonly period: number;
  /** Exclusive; a whole number of periods behind the start. */
  readonly end: number;
}

/** The repeat from `start` on that covers most lines. Work is bounded by what it covers, or by a constant where it finds none. */
function longestRepeat(kinds: Int32Array, start: number, atLeast: number): Repeat | null {
  let best: Repeat | null = null;
  for (let period = 1; period <= LONGEST_PERIOD; period += 1) {
    let next = start + period;
    while (next < kinds.length && kinds[next] === kinds[next - period]) next += 1;
    const times = Math.floor((next - start) / period);
    const end = start + times * period;
    if (times >= atLeast && end > (best?.end ?? start)) best = { period, end };
  }
  return best;
}

const repeated = (period: number) => (gap: { readonly count: number }) =>
  notice(
    period === 1
      ? `${counted(gap.count, "line")} the same`
      : `${counted(gap.count, "line")}, the ${period} above again`,
  );

const similarly = (period: number) => (gap: { readonly count: number }) =>
  notice(
    period === 1
      ? `${counted(gap.count, "line")} like the one above with other numbers`
      : `${counted(gap.count, "line")} like the ${period} above with other numbers`,
  );
