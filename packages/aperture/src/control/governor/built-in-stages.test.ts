import { runPipeline } from "@aperture/engine/pipeline/run";
import { bodyOf, messages, pipelineRequest, stageOf } from "@aperture/engine/pipeline/testing/pipeline-request";
import type { Budget, Mode } from "@aperture/sdk";
import { expect, test } from "vitest";
import { plainProfile } from "../../library/plain-profile.ts";
import { type BuiltInOptions, createSteps } from "./built-in-stages.ts";

const warn: Budget = { limit: null, strategy: "warn", lowWater: 0.6 };
const steps = (mode: Mode, more: Partial<BuiltInOptions> = {}, budget = warn) =>
  createSteps({
    compress: () => ({ text: "short", content: "prose", note: "" }),
    condense: stageOf("condense", [{ kind: "edit", block: 4, text: "condensed", reason: "old" }]),
    offered: () => [],
    zonesOf: () => new Map([[4, "recency" as const]]),
    settingsOf: () => ({ mode, holdout: false, budget, profile: plainProfile }),
    ...more,
  });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test("the policy works in the mode auto alone", () => {
  expect(text(runPipeline(steps("auto"), pipelineRequest()).body)).toContain("condensed");
  for (const mode of ["manual", "observe"] as const)
    expect(text(runPipeline(steps(mode), pipelineRequest()).body)).toBe(bodyOf());
});

test("zones are the session's own", () => {
  const { blocks } = runPipeline(steps("manual"), pipelineRequest());
  expect(blocks.map(({ n, zone }) => [n, zone])).toContainEqual([4, "recency"]);
});

test("a budget that condenses shortens what is stale; one that blocks refuses", () => {
  const long = [...messages];
  long[2] = { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "words ".repeat(2_000) }] };
  for (let n = 0; n < 30; n += 1) long.push({ role: n % 2 ? "user" : "assistant", content: `turn ${n}` });
  const budget = { limit: 5_000, lowWater: 0.6 } as const;
  const request = () => pipelineRequest(bodyOf(long), { limit: 5_000, turn: 40 });
  const condensed = runPipeline(steps("manual", {}, { ...budget, strategy: "condense" }), request());
  expect(text(condensed.body)).toContain('"content":"short"');
  expect(condensed.refusal).toBeNull();
  const refused = runPipeline(steps("manual", {}, { ...budget, strategy: "block" }), request());
  expect(refused.refusal).toMatchObject({ code: "budget_exceeded" });
});

test("somebody else's stages stand in their slots", () => {
  const slots = (at: string) => (at === "after_zone" ? [stageOf("theirs")] : []);
  const { runs } = runPipeline(steps("manual", { slots }), pipelineRequest());
  expect(runs.map(({ stage }) => stage).slice(2, 5)).toEqual(["assignZones", "theirs", "injectStaged"]);
});
