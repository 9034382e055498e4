import { splice } from "../document/splice.ts";
import type { PipelineInput, PipelineRun, Step } from "./pipeline-run.ts";

export interface PipelineResult extends Omit<PipelineRun, "input"> {
  /** What leaves; the very bytes that came where nothing is edited. */
  readonly body: Uint8Array;
}

/** One request through all steps. A stage that throws is left out; what throws in decide or emit is the caller's (law 4). */
export function runPipeline(steps: readonly Step[], input: PipelineInput): PipelineResult {
  const run: PipelineRun = {
    input,
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
  };
  for (const step of steps) step(run);
  return { ...run, body: splice(input.document.bytes, run.edits) };
}
