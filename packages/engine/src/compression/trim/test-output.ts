import { type LinePlan, planLines } from "./line-plan.ts";
import { collapseRepeats } from "./logs.ts";
import { counted, notice } from "./notice.ts";
import { type TestLine, testLine, testsIn } from "./test-lines.ts";
import type { Trimmer } from "./trimming.ts";

/** Passing and skipped tests are counted; failures, summaries and everything unknown stay as they are. */
export const trimTestOutput: Trimmer = (input) => {
  const plan = planLines(input);
  const kinds = plan.lines.map(testLine);
  collapseRepeats(plan);
  const outputs = outputsOfPassing(plan.lines, kinds);
  // The first place says it for all, because a notice for every passing test would be as long as the tests.
  const total = totals(plan.lines, kinds);
  let isSaid = false;
  const says = () => {
    if (isSaid) return null;
    isSaid = true;
    return notice(outputs.length > 0 ? `${total} and what they print left out` : `${total} left out`);
  };
  for (const [from, to] of outputs) plan.leaveOut(from, to, says);
  for (const [line, kind] of kinds.entries())
    if (kind !== null && !opensKept(plan, kinds, line)) plan.leaveOut(line, line + 1, says, true);
  const { text, leftOut } = plan.render();
  return leftOut === 0 ? null : { text, note: `${total} left out` };
};

function totals(lines: readonly string[], kinds: readonly TestLine[]): string {
  const count = { pass: 0, suite: 0, skip: 0, progress: 0 };
  for (const [line, kind] of kinds.entries())
    if (kind !== null) count[kind] += kind === "pass" ? testsIn(lines[line]!) : 1;
  const parts = [
    count.pass > 0 ? counted(count.pass, "passing test") : "",
    count.suite > 0 ? counted(count.suite, "passing file") : "",
    count.skip > 0 ? `${count.skip} skipped` : "",
  ].filter((part) => part !== "");
  return parts.join(", ") || "progress lines";
}

/** `=== NAME TestX` says whose output follows: it stays where that output does. */
function opensKept(plan: LinePlan, kinds: readonly TestLine[], line: number): boolean {
  const next = line + 1;
  if (kinds[line] !== "progress" || next >= plan.lines.length) return false;
  return kinds[next] === null && plan.lines[next]!.trim() !== "" && !plan.isLeftOut(next);
}

/** `[from, to)` of what go prints between `=== RUN X` and `--- PASS: X`: the output of a test that passed. */
function outputsOfPassing(lines: readonly string[], kinds: readonly TestLine[]): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let open = -1;
  let name = "";
  for (const [line, text] of lines.entries()) {
    if (kinds[line] === "progress") {
      open = text.startsWith("=== RUN") ? line : -1;
      name = text.slice("=== RUN".length).trim();
    } else if (kinds[line] === "pass" && open >= 0) {
      if (text.trimStart().startsWith(`--- PASS: ${name} `) && line > open + 1) found.push([open + 1, line]);
      open = -1;
    }
  }
  return found;
}
