import { StagePosition } from "@aperture/sdk";
import { expect, test } from "vitest";
import { runPipeline } from "./run.ts";
import { pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

const namesOf = (steps: ReturnType<typeof stepsWith>) =>
  runPipeline(steps, pipelineRequest()).runs.map(({ stage }) => stage);

test("without anybody else's stages: the built-in ones, in order, each with its run", () => {
  expect(namesOf(stepsWith())).toEqual([
    ...[
      "ingest",
      "parse",
      "assignZones",
      "injectStaged",
      "applyRules",
      "condense",
      "enforceBudget",
      "reorder",
      "decide",
      "emit",
    ],
  ]);
});

test("every place has its slot, where DESIGN puts it, several in their order", () => {
  const names = namesOf(stepsWith((at) => [stageOf(`${at} 1`), stageOf(`${at} 2`)]));
  const expected = [
    ...[
      "ingest",
      "[before_parse]",
      "parse",
      "[after_parse]",
      "assignZones",
      "[after_zone]",
      "injectStaged",
      "[after_inject]",
    ],
    ...[
      "applyRules",
      "condense",
      "[after_condense]",
      "enforceBudget",
      "[after_budget]",
      "reorder",
      "[after_reorder]",
      "[before_emit]",
    ],
    ...["decide", "emit"],
  ].flatMap((name) => (name.startsWith("[") ? [`${name.slice(1, -1)} 1`, `${name.slice(1, -1)} 2`] : [name]));
  expect(names).toEqual(expected);
});

test("a slot is asked for exactly the places of a request", () => {
  const asked: string[] = [];
  const steps = stepsWith((at) => {
    asked.push(at);
    return [];
  });
  runPipeline(steps, pipelineRequest());
  const ofRequests = StagePosition.options.filter((at) => !at.startsWith("on_"));
  expect([...asked].sort()).toEqual([...ofRequests].sort());
});
