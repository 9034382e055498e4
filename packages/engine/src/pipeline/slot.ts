import type { StagePosition } from "@aperture/sdk";
import type { Stage, WaitingStage } from "../stage/stage.ts";
import { contextOf, messageOf, runStage, takeAnswer } from "./as-step.ts";
import type { PipelineInput, PipelineRun, StageAnswer, Step } from "./pipeline-run.ts";

/** The stages of somebody else that stand at a place, in their order there; asked anew for each request. */
export type Slots = (at: StagePosition, request: PipelineInput) => readonly (Stage | WaitingStage)[];

export const noSlots: Slots = () => [];

/**
 * A place for others in the list. Those that run elsewhere are asked where the run can wait, and their answers kept; a run that cannot takes the
 * answers it was given, and does without the others. What they want is taken down in their order, whoever answers first.
 */
export const createSlot = (slots: Slots) => (at: StagePosition) =>
  function runSlot(run: PipelineRun): void | Promise<void> {
    return inTurn(run, slots(at, run.input), 0);
  } satisfies Step;

type AnyStage = Stage | WaitingStage;

function inTurn(run: PipelineRun, stages: readonly AnyStage[], first: number): void | Promise<void> {
  for (let index = first; index < stages.length; index++) {
    const stage = stages[index]!;
    if ("process" in stage) runStage(run, stage);
    else if (run.waits) {
      const group = groupAt(stages, index);
      return askAll(run, group).then(() => inTurn(run, stages, index + group.length));
    } else {
      const answer = run.answers.get(stage.name);
      if (answer) takeAnswer(run, stage.name, answer);
    }
  }
}

/** The stage that stands there, and those behind it that may be asked together with it. */
function groupAt(stages: readonly AnyStage[], first: number): WaitingStage[] {
  const group: WaitingStage[] = [];
  for (const stage of stages.slice(first)) {
    if ("process" in stage || (group.length > 0 && !stage.together)) break;
    group.push(stage);
  }
  return group;
}

async function askAll(run: PipelineRun, group: readonly WaitingStage[]): Promise<void> {
  const answers = await Promise.all(group.map((stage) => ask(run, stage)));
  for (const [index, { name }] of group.entries()) {
    run.answers.set(name, answers[index]!);
    takeAnswer(run, name, answers[index]!);
  }
}

async function ask(run: PipelineRun, stage: WaitingStage): Promise<StageAnswer> {
  const { clock } = run.input;
  const started = clock();
  try {
    const result = await stage.ask(run.blocks, contextOf(run));
    return { result, error: null, ms: clock() - started };
  } catch (thrown) {
    return { result: [], error: messageOf(thrown), ms: clock() - started };
  }
}
