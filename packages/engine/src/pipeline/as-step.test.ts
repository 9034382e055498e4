import { expect, test } from "vitest";
import type { StageContext } from "../stage/stage.ts";
import { runPipeline } from "./run.ts";
import { pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

const runOf = (result: ReturnType<typeof runPipeline>, name: string) => result.runs.find(({ stage }) => stage === name);

test("what a stage throws is noted; the request goes on without it", () => {
  const broken = {
    name: "broken",
    process() {
      throw new Error("no such thing");
    },
  };
  const request = pipelineRequest();
  const result = runPipeline(stepsWith(broken), request);
  expect(runOf(result, "broken")).toMatchObject({ error: "no such thing", intents: {}, reason: null });
  expect(runOf(result, "emit")?.error).toBeNull();
  expect(result.body).toBe(request.document.bytes);
});

test("something thrown that is no error is noted as well", () => {
  const result = runPipeline(
    stepsWith({
      name: "odd",
      process() {
        throw "just words";
      },
    }),
    pipelineRequest(),
  );
  expect(runOf(result, "odd")?.error).toBe("just words");
});

test("intents are counted by kind; what cannot be is said, with the first reason", () => {
  const wants = stageOf("wants", [
    { kind: "edit", block: 4, text: "short", reason: "long" },
    { kind: "remove", block: 2, reason: "done" },
    { kind: "remove", block: 99, reason: "?" },
    { kind: "restore", block: 4, reason: "?" },
    { kind: "zone", block: 4, zone: "recency", reason: "new" },
  ]);
  expect(runOf(runPipeline(stepsWith(wants), pipelineRequest()), "wants")).toEqual({
    stage: "wants",
    ms: 1,
    intents: { edit: 1, remove: 1, zone: 1 },
    reason: "2 refused: block-99 is not in this request",
    error: null,
  });
});

test("a stage's own reason stands before that", () => {
  const result = { intents: [{ kind: "remove", block: 99, reason: "?" } as const], reason: "over budget" };
  const run = runPipeline(stepsWith({ name: "says", process: () => result }), pipelineRequest());
  expect(runOf(run, "says")?.reason).toBe("over budget; 1 refused: block-99 is not in this request");
});

test("what was wanted before a stage failed stands; what failed half-way wanted nothing more", () => {
  function* half() {
    yield { kind: "remove", block: 2, reason: "done" } as const;
    throw new Error("half-way");
  }
  const stage = { name: "half", process: () => [...half()] };
  const result = runPipeline(stepsWith(stage), pipelineRequest());
  expect(result.created).toEqual([]);
  expect(runOf(result, "half")?.error).toBe("half-way");
});

test("the first refusal of a request stands", () => {
  const refusing = (reason: string) => ({
    name: reason,
    process: () => ({ intents: [], reason, refusal: { code: "budget_exceeded" as const, reason } }),
  });
  const steps = stepsWith((at) => (at === "after_zone" ? [refusing("first"), refusing("second")] : []));
  expect(runPipeline(steps, pipelineRequest()).refusal).toEqual({ code: "budget_exceeded", reason: "first" });
});

test("a stage before parse sees the request but no blocks; one behind it sees both", () => {
  const seen: { at: string; blocks: number; context: StageContext }[] = [];
  const steps = stepsWith((at) => [
    {
      name: at,
      process(blocks, context) {
        seen.push({ at, blocks: blocks.length, context });
        return [];
      },
    },
  ]);
  runPipeline(steps, pipelineRequest(undefined, { limit: 500 }));
  const [before, after] = seen;
  expect(before).toMatchObject({ at: "before_parse", blocks: 0, context: { tokens: 0, cold: true } });
  expect(after).toMatchObject({ at: "after_parse", blocks: 5 });
  expect(after!.context).toMatchObject({
    ...{ session: 1, lane: 1, dialect: "anthropic", model: "claude-test", turn: 5, now: 1_000, limit: 500, cold: true },
  });
  expect(after!.context.tokens).toBeGreaterThan(30);
  expect(after!.context.countTokens("four")).toBe(4);
});
