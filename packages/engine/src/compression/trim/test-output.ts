import { type GapNotice, type LinePlan, planLines } from "./line-plan.ts";
import { collapseRepeats } from "./logs.ts";
import { counted, notice } from "./notice.ts";
import { type TestLine, testLine } from "./test-lines.ts";
import type { Trimmer } from "./trimming.ts";

/** Passing and skipped tests are counted; failures, summaries and everything unknown stay as they are. */
export const trimTestOutput: Trimmer = (input) => {
  const plan = planLines(input);
  const kinds = plan.lines.map(testLine);
  const passed = kinds.filter((kind) => kind === "pass").length;
  const skipped = kinds.filter((kind) => kind === "skip").length;
  collapseRepeats(plan);
  // The first place says it for all, because a notice for every passing test would be as long as the tests.
  let isSaid = false;
  const total = totals(passed, skipped);
  const says = () => {
    if (isSaid) return null;
    isSaid = true;
    return notice(`${total} left out, with what only they print`);
  };
  leaveOutGoOutput(plan, kinds, says);
  for (const [line, kind] of kinds.entries())
    if (kind !== null && !opensKept(plan, kinds, line)) plan.leaveOut(line, line + 1, says, true);
  const { text, leftOut } = plan.render();
  return leftOut === 0 ? null : { text, note: `${total} left out` };
};

function totals(passed: number, skipped: number): string {
  const tests = [passed > 0 ? counted(passed, "passing test") : "", skipped > 0 ? `${skipped} skipped` : ""].filter(
    (part) => part !== "",
  );
  return tests.length > 0 ? tests.join(", ") : "progress lines";
}

/** `=== NAME TestX` says whose output follows: it stays where that output does. */
function opensKept(plan: LinePlan, kinds: readonly TestLine[], line: number): boolean {
  const next = line + 1;
  if (kinds[line] !== "progress" || next >= plan.lines.length) return false;
  return kinds[next] === null && plan.lines[next]!.trim() !== "" && !plan.isLeftOut(next);
}

/** What go prints between `=== RUN X` and `--- PASS: X` is the output of a test that passed. */
function leaveOutGoOutput(plan: LinePlan, kinds: readonly TestLine[], says: GapNotice): void {
  let open = -1;
  let name = "";
  for (const [line, text] of plan.lines.entries()) {
    if (kinds[line] === "progress") {
      open = text.startsWith("=== RUN") ? line : -1;
      name = text.slice("=== RUN".length).trim();
    } else if (kinds[line] === "pass" && open >= 0) {
      const isSame = text.trimStart().startsWith(`--- PASS: ${name} `);
      if (isSame && line > open + 1) plan.leaveOut(open + 1, line, says);
      open = -1;
    }
  }
}
