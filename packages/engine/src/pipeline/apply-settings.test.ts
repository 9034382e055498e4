import { expect, test } from "vitest";
import type { RequestSettings } from "../dialects/editing/request-fields.ts";
import { LiveCache } from "../governor/live-cache.ts";
import { rules } from "../governor/testing/prompts.ts";
import type { PipelineInput } from "./pipeline-run.ts";
import { runPipeline } from "./run.ts";
import { bodyOf, messages, pipelineRequest, stepsWith } from "./testing/pipeline-request.ts";

const wants = (...settings: RequestSettings[]) =>
  stepsWith((at) =>
    at === "before_parse"
      ? [
          {
            name: "routes",
            process: () => settings.map((each) => ({ kind: "setting" as const, settings: each, reason: "cheaper" })),
          },
        ]
      : [],
  );
const usd = (input: number) => ({ ...rules, usd: { input, output: 5 * input } });
const sentOf = (result: ReturnType<typeof runPipeline>) =>
  JSON.parse(Buffer.from(result.body).toString()) as Record<string, unknown>;
const saidOf = (result: ReturnType<typeof runPipeline>) =>
  result.runs.find(({ stage }) => stage === "applySettings")?.reason;
/** A request of a dear model, with a cheap one beside it. */
const dear = (more: Partial<PipelineInput> = {}, body = bodyOf()) =>
  pipelineRequest(body, {
    rules: usd(15),
    otherModel: () => ({ cache: new LiveCache(), rules: usd(1), window: null }),
    ...more,
  });
/** The same with its whole prompt in the provider's cache. */
function warm(more: Partial<PipelineInput> = {}) {
  const cache = new LiveCache();
  const kept = { ...rules, minimumTokens: 1 };
  const first = runPipeline(stepsWith(), dear({ cache, rules: { ...kept, usd: usd(15).usd } }));
  cache.sent(first.decision!.emission, kept, 900);
  return dear({ cache, rules: { ...kept, usd: usd(15).usd }, ...more });
}

test("nothing is wanted: the step says nothing", () => {
  expect(saidOf(runPipeline(stepsWith(), dear()))).toBeUndefined();
});

test("a field beside the prompt is set, and the bytes around it stay", () => {
  const result = runPipeline(wants({ maxOutputTokens: 4 }, { maxOutputTokens: 7, temperature: undefined }), dear());
  expect(Buffer.from(result.body).toString()).toBe(bodyOf().replace('"max_tokens":9', '"max_tokens":7'));
  expect(saidOf(result)).toBe("maxOutputTokens is 7");
});

test("nothing is cached: the cheaper model gets it, and its cache and prices are what the rest goes by", () => {
  const result = runPipeline(wants({ model: "small" }), dear());
  expect(sentOf(result).model).toBe("small");
  expect([result.shape.model, result.rules.usd!.input, result.decision!.emission.model]).toEqual(["small", 1, "small"]);
});

test("a dearer model is not chosen, and the reason names both prices", () => {
  const result = runPipeline(wants({ model: "large" }), dear({ rules: usd(0.5) }));
  expect(sentOf(result).model).toBe("claude-test");
  expect(saidOf(result)).toMatch(/^left model: it would cost \$\d.* instead of \$/);
});

test("a warm prompt stays where rewriting it elsewhere costs more than it saves", () => {
  const little = { cache: new LiveCache(), rules: usd(6), window: null };
  const result = runPipeline(wants({ model: "small" }), warm({ otherModel: () => little, turn: 1 }));
  expect(sentOf(result).model).toBe("claude-test");
  expect(saidOf(result)).toMatch(/cached tokens would be lost$/);
});

test("what does not fit, and reasoning of another model, stay", () => {
  const small = { cache: new LiveCache(), rules: usd(1), window: 10 };
  expect(saidOf(runPipeline(wants({ model: "small" }), dear({ otherModel: () => small })))).toMatch(/does not fit/);
  const thinks = bodyOf([
    { role: "user", content: "x" },
    { role: "assistant", content: [{ type: "thinking", thinking: "hm", signature: "abc" }] },
    messages[3],
  ]);
  expect(saidOf(runPipeline(wants({ model: "small" }), dear({}, thinks)))).toMatch(/only claude-test can go on from/);
});

test("prices that are not known decide nothing; where no other model can be asked, none is", () => {
  const unknown = { cache: new LiveCache(), rules, window: null };
  expect(saidOf(runPipeline(wants({ model: "x" }), dear({ otherModel: () => unknown })))).toMatch(/not known/);
  expect(saidOf(runPipeline(wants({ model: "x" }), dear({ otherModel: undefined })))).toMatch(/no other model/);
});

test("its own model is no change; effort waits for a cold cache", () => {
  expect(runPipeline(wants({ model: "claude-test" }), dear()).fieldEdits).toEqual([]);
  expect(saidOf(runPipeline(wants({ effort: "low" }), warm()))).toMatch(/^left effort/);
  expect(sentOf(runPipeline(wants({ effort: "low" }), dear()))).toMatchObject({ output_config: { effort: "low" } });
});

test("behind before_parse it is too late, and a request that is left alone is left alone", () => {
  const late = stepsWith({
    name: "late",
    process: () => [{ kind: "setting", settings: { temperature: 0 }, reason: "r" }],
  });
  const { runs, fieldEdits } = runPipeline(late, dear());
  expect(fieldEdits).toEqual([]);
  expect(runs.find(({ stage }) => stage === "late")!.reason).toMatch(/before it is parsed/);
  expect(runPipeline(wants({ temperature: 0 }), dear({ nothingNew: true })).fieldEdits).toEqual([]);
});

test("a body that is read only keeps its fields", () => {
  const twice = bodyOf().replace('"max_tokens":9', '"max_tokens":9,"max_tokens":9');
  const result = runPipeline(wants({ maxOutputTokens: 4 }), dear({}, twice));
  expect(result.fieldEdits).toEqual([]);
  expect(Buffer.from(result.body).toString()).toBe(twice);
});
