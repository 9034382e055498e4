import { splice } from "../document/splice.ts";
import { decide } from "./decide.ts";
import type { PipelineInput, PipelineRun, Step } from "./pipeline-run.ts";

export interface PipelineResult extends Omit<PipelineRun, "input"> {
  /** As it leaves: another model than the client's has other prices. */
  readonly shape: PipelineInput["shape"];
  readonly rules: PipelineInput["rules"];
  /** What leaves; the very bytes that came where nothing is edited. */
  readonly body: Uint8Array;
}

/** One request through all steps. A stage that throws is left out; what throws in decide or emit is the caller's (law 4). */
export function runPipeline(steps: readonly Step[], input: PipelineInput): PipelineResult {
  return concludeRun(steps, startRun(input, false), 0);
}

/** The steps before `decide`; stages that run elsewhere are waited for, one after the other. Nothing is decided yet. */
export async function gatherIntents(steps: readonly Step[], input: PipelineInput): Promise<PipelineRun> {
  const run = startRun(input, true);
  for (const step of steps.slice(0, steps.indexOf(decide))) {
    const waiting = step(run);
    if (waiting) await waiting;
  }
  return run;
}

/** The rest of a run that was gathered: what is wanted becomes edits. */
export function concludeRun(
  steps: readonly Step[],
  run: PipelineRun,
  from: number = steps.indexOf(decide),
): PipelineResult {
  for (const step of steps.slice(from))
    if (step(run) instanceof Promise) throw new Error("a step waits in a run that cannot");
  const { document, shape, rules } = run.input;
  return { ...run, shape, rules, body: splice(document.bytes, [...run.edits, ...run.fieldEdits]) };
}

const startRun = (input: PipelineInput, waits: boolean): PipelineRun => ({
  input,
  settings: [],
  fieldEdits: [],
  blocks: [],
  byNumber: new Map(),
  baseline: null,
  tokens: 0,
  created: [],
  origins: new Map(),
  reasons: new Map(),
  takenBack: [],
  refusal: null,
  decision: null,
  edits: [],
  runs: [],
  waits,
  answers: new Map(input.answers),
});
