import { planLines } from "./line-plan.ts";
import type { Trimmer } from "./trimming.ts";

/** White space only: runs of empty lines become one. Words are the summary's business. */
export const trimProse: Trimmer = (input) => {
  const plan = planLines(input);
  for (const [line, text] of plan.lines.entries())
    if (line > 0 && text.trim() === "" && plan.lines[line - 1]!.trim() === "")
      plan.leaveOut(line, line + 1, () => null, true);
  const { text, leftOut } = plan.render();
  return leftOut === 0 ? null : { text, note: "empty lines left out" };
};
