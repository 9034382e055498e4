import { decide as decideChanges } from "../governor/decide.ts";
import { isWaiting, transitions } from "../governor/transitions.ts";
import type { PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";

/** Of all that is wanted, what becomes an edit now: the governor's word. */
export function decide(run: PipelineRun): void {
  recordStep(run, "decide", () => {
    const { baseline, input } = run;
    if (!baseline) throw new Error("decide came before parse");
    const wanted = input.changes.filter(({ state }) => isWaiting(state));
    const decision = decideChanges(baseline, [...wanted, ...run.created], {
      turns: input.turn,
      allowance: input.allowance,
      nothingNew: input.nothingNew || input.document.readOnly !== null,
    });
    const undone = run.takenBack.map((change) => ({
      change,
      event: "undo" as const,
      to: transitions[change.state].undo,
      reason: "a stage takes it back",
      price: null,
    }));
    run.decision = { ...decision, moves: [...decision.moves, ...undone] };
    const applied = decision.moves.filter(({ event }) => event === "apply").length;
    const rewrite = decision.rewrite ? `; the cached prompt is rewritten (${decision.rewrite.cause})` : "";
    return `${applied} applied, ${decision.waiting.size} wait${rewrite}`;
  });
}
