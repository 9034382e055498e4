import type { Intent } from "../stage/intent.ts";
import type { Stage, StageContext, StageResult } from "../stage/stage.ts";
import type { PipelineRun, Step } from "./pipeline-run.ts";
import { takeIntent } from "./take-intent.ts";

/** A stage as a step: what it wants is taken down, what it throws is noted, and the request goes on without it. */
export function asStep(stage: Stage): Step {
  return function runStage(run: PipelineRun): void {
    const { clock } = run.input;
    const started = clock();
    const counts: Record<string, number> = {};
    let reason: string | null = null;
    let error: string | null = null;
    try {
      const result = stage.process(run.blocks, contextOf(run));
      const said = isList(result) ? { intents: result, reason: null, refusal: undefined } : result;
      const { intents } = said;
      reason = said.reason;
      run.refusal ??= said.refusal ?? null;
      const refused: string[] = [];
      for (const intent of intents) {
        const why = takeIntent(run, stage.name, intent);
        if (why === null) counts[intent.kind] = (counts[intent.kind] ?? 0) + 1;
        else refused.push(why);
      }
      if (refused.length > 0) reason = [reason, `${refused.length} refused: ${refused[0]}`].filter(Boolean).join("; ");
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    run.runs.push({ stage: stage.name, ms: clock() - started, intents: counts, reason, error });
  };
}

const isList = (result: StageResult): result is readonly Intent[] => Array.isArray(result);

function contextOf({ input, baseline, tokens }: PipelineRun): StageContext {
  return {
    session: input.session,
    lane: input.lane,
    dialect: input.dialect.id,
    model: input.shape.model,
    turn: input.turn,
    now: input.now,
    tokens,
    limit: input.limit,
    cold: !(baseline?.warm.warm ?? false),
    countTokens: (text) => input.tokensOf(input.hash(text), text),
  };
}
