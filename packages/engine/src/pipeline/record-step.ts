import type { PipelineRun } from "./pipeline-run.ts";

/** Runs a step of our own and notes what it took and what it says of itself. */
export function recordStep(run: PipelineRun, stage: string, work: () => string | null): void {
  const { clock } = run.input;
  const started = clock();
  const reason = work();
  run.runs.push({ stage, ms: clock() - started, intents: {}, reason, error: null });
}
