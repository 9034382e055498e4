import type { Change } from "../governor/change.ts";
import type { PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";

/**
 * Moving what was sent is a rewrite that saves nothing and never pays while warm (ECONOMICS.md), and a client's blocks have
 * their place from the wire. What may move is ours and new: of texts that go to the same place the forced ones stand first,
 * the others in the order they were wanted.
 */
export function reorder(run: PipelineRun): void {
  recordStep(run, "reorder", () => {
    const inserts = run.created.filter(({ kind }) => kind === "insert");
    if (inserts.length < 2) return null;
    const rank = (change: Change): number => (change.forced ? 0 : 1);
    const ordered = [...inserts].sort((a, b) => rank(a) - rank(b));
    let next = 0;
    for (let index = 0; index < run.created.length; index++)
      if (run.created[index]!.kind === "insert") run.created[index] = ordered[next++]!;
    return `${inserts.length} new texts ordered`;
  });
}
