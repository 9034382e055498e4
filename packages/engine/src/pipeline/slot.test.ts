import { expect, test } from "vitest";
import type { Intent } from "../stage/intent.ts";
import type { WaitingStage } from "../stage/stage.ts";
import { concludeRun, gatherIntents, runPipeline } from "./run.ts";
import type { Slots } from "./slot.ts";
import { pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

const remove = (block: number): Intent => ({ kind: "remove", block, reason: "said so", actor: "plugin:far" });

/** A stage elsewhere; `asked` counts. */
function farAway(name: string, answer: () => readonly Intent[] | Promise<never>) {
  const asked: number[] = [];
  const stage: WaitingStage = {
    name,
    async ask(blocks) {
      asked.push(blocks.length);
      await new Promise((resolve) => setImmediate(resolve));
      return answer();
    },
  };
  return { stage, asked };
}

const at =
  (position: string, ...stages: ReturnType<Slots>): Slots =>
  (slot) =>
    slot === position ? stages : [];

test("a stage elsewhere is waited for, and what it wants is decided upon with the rest", async () => {
  const { stage, asked } = farAway("far", () => [remove(4)]);
  const steps = stepsWith(at("after_zone", stage));
  const input = pipelineRequest();
  const gathered = await gatherIntents(steps, input);
  expect(gathered.decision).toBeNull();
  expect(asked).toEqual([gathered.blocks.length]);
  const result = concludeRun(steps, gathered);
  expect(result.decision!.sent.get(4)).toMatchObject({ kind: "remove", actor: "plugin:far" });
  expect(result.runs.map(({ stage: name }) => name)).toEqual([
    ...["ingest", "parse", "assignZones", "far", "injectStaged", "applyRules", "condense", "enforceBudget"],
    ...["reorder", "decide", "emit"],
  ]);
});

test("several of one slot are asked one after the other, built-in ones between them where they stand", async () => {
  const order: string[] = [];
  const note = (name: string): Intent[] => {
    order.push(name);
    return [];
  };
  const one = farAway("one", () => note("one"));
  const two = farAway("two", () => note("two"));
  const near = { name: "near", process: () => note("near") };
  await gatherIntents(stepsWith(at("after_parse", one.stage, near, two.stage)), pipelineRequest());
  expect(order).toEqual(["one", "near", "two"]);
});

test("those that may be asked together are, and their wishes are taken down in their order", async () => {
  const order: string[] = [];
  const stage = (name: string, together: boolean, ms: number): WaitingStage => ({
    name,
    together,
    async ask() {
      order.push(`${name} asked`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      order.push(`${name} answers`);
      return [];
    },
  });
  const steps = stepsWith(at("after_zone", stage("a", true, 20), stage("b", true, 1), stage("c", false, 1)));
  const { runs } = await gatherIntents(steps, pipelineRequest());
  expect(order).toEqual(["a asked", "b asked", "b answers", "a answers", "c asked", "c answers"]);
  expect(runs.map(({ stage: name }) => name).filter((name) => name.length === 1)).toEqual(["a", "b", "c"]);
});

test("one that rejects is noted, with what it took, and the request goes on without it", async () => {
  const { stage } = farAway("far", () => Promise.reject(new Error("it fell over")));
  const steps = stepsWith(at("before_emit", stage));
  const result = concludeRun(steps, await gatherIntents(steps, pipelineRequest()));
  expect(result.runs.find((run) => run.stage === "far")).toMatchObject({ error: "it fell over", intents: {} });
  expect(result.edits).toEqual([]);
});

test("a run that cannot wait does without stages elsewhere, or takes what they answered before", async () => {
  const { stage, asked } = farAway("far", () => [remove(4)]);
  const steps = stepsWith(at("after_zone", stage));
  const without = runPipeline(steps, pipelineRequest());
  expect([asked, without.decision!.sent.size]).toEqual([[], 0]);

  const { answers } = await gatherIntents(steps, pipelineRequest());
  const again = runPipeline(steps, pipelineRequest(undefined, { answers }));
  expect(asked).toHaveLength(1);
  expect(again.decision!.sent.get(4)).toMatchObject({ kind: "remove" });
});

test("an answer that is no answer costs its stage, not the request", async () => {
  const broken = { kind: "remove", reason: "no block" } as unknown as Intent;
  const nonsense = farAway("nonsense", () => [null as unknown as Intent, broken]);
  const steps = stepsWith(at("after_zone", nonsense.stage, stageOf("near", [remove(4)])));
  const result = concludeRun(steps, await gatherIntents(steps, pipelineRequest()));
  expect(result.runs.find((run) => run.stage === "nonsense")!.error).toMatch(/null/);
  expect(result.decision!.sent.has(4)).toBe(true);
});

test("a step that waits where nobody can is a mistake that is said", () => {
  const waits = () => Promise.resolve();
  expect(() => runPipeline([waits], pipelineRequest())).toThrow("a step waits in a run that cannot");
});
