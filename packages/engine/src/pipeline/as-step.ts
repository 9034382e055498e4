import type { Intent } from "../stage/intent.ts";
import type { Stage, StageContext, StageResult } from "../stage/stage.ts";
import type { PipelineRun, StageAnswer, Step } from "./pipeline-run.ts";
import { saidAlready, takeIntent } from "./take-intent.ts";

/** A stage as a step: what it wants is taken down, what it throws is noted, and the request goes on without it. */
export function asStep(stage: Stage): Step {
  return (run) => runStage(run, stage);
}

export function runStage(run: PipelineRun, stage: Stage): void {
  const { clock } = run.input;
  const started = clock();
  let result: StageResult = [];
  let error: string | null = null;
  try {
    result = stage.process(run.blocks, contextOf(run));
  } catch (thrown) {
    error = messageOf(thrown);
  }
  takeAnswer(run, stage.name, { result, error, ms: () => clock() - started });
}

export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Takes down what a stage answered, and how that went. */
export function takeAnswer(
  run: PipelineRun,
  name: string,
  answer: Omit<StageAnswer, "ms"> & { readonly ms: number | (() => number) },
): void {
  const { result, ms } = answer;
  let { error } = answer;
  const counts: Record<string, number> = {};
  const said = isList(result) ? { intents: result, reason: null } : result;
  run.refusal ??= said.refusal ?? null;
  const refused: string[] = [];
  try {
    for (const intent of said.intents) {
      const why = takeIntent(run, name, intent);
      if (why === null) counts[intent.kind] = (counts[intent.kind] ?? 0) + 1;
      else if (why !== saidAlready) refused.push(why);
    }
  } catch (thrown) {
    error = messageOf(thrown);
  }
  if (said.protects && (refused.length > 0 || error !== null))
    run.refusal ??= { code: "plugin_blocked", reason: `${name}: ${error ?? refused[0]}` };
  const reason =
    refused.length > 0
      ? [said.reason, `${refused.length} refused: ${refused[0]}`].filter(Boolean).join("; ")
      : said.reason;
  run.runs.push({ stage: name, ms: typeof ms === "number" ? ms : ms(), intents: counts, reason, error });
}

const isList = (result: StageResult): result is readonly Intent[] => Array.isArray(result);

export function contextOf({ input, baseline, tokens }: PipelineRun): StageContext {
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
    nothingNew: input.nothingNew,
    countTokens: (text) => input.tokensOf(input.hash(text), text),
  };
}
