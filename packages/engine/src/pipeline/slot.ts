import type { StagePosition } from "@aperture/sdk";
import type { Stage, WaitingStage } from "../stage/stage.ts";
import { contextOf, messageOf, runStage, takeAnswer } from "./as-step.ts";
import type { PipelineInput, PipelineRun, StageAnswer, Step } from "./pipeline-run.ts";

/** The stages of somebody else that stand at a place, in their order there; asked anew for each request. */
export type Slots = (at: StagePosition, request: PipelineInput) => readonly (Stage | WaitingStage)[];

export const noSlots: Slots = () => [];

/**
 * A place for others in the list. One that runs elsewhere is asked where the run can wait, and its answer kept; a run that cannot takes the
 * answers it was given, and does without the others.
 */
export const createSlot = (slots: Slots) => (at: StagePosition) =>
  function runSlot(run: PipelineRun): void | Promise<void> {
    return inTurn(run, slots(at, run.input), 0);
  } satisfies Step;

function inTurn(run: PipelineRun, stages: readonly (Stage | WaitingStage)[], first: number): void | Promise<void> {
  for (let index = first; index < stages.length; index++) {
    const stage = stages[index]!;
    if ("process" in stage) {
      runStage(run, stage);
      continue;
    }
    const answer = run.answers.get(stage.name);
    if (answer) takeAnswer(run, stage.name, answer);
    else if (run.waits) return ask(run, stage).then(() => inTurn(run, stages, index + 1));
  }
}

async function ask(run: PipelineRun, stage: WaitingStage): Promise<void> {
  const { clock } = run.input;
  const started = clock();
  let answer: StageAnswer;
  try {
    const result = await stage.ask(run.blocks, contextOf(run));
    answer = { result, error: null, ms: clock() - started };
  } catch (thrown) {
    answer = { result: [], error: messageOf(thrown), ms: clock() - started };
  }
  run.answers.set(stage.name, answer);
  takeAnswer(run, stage.name, answer);
}
