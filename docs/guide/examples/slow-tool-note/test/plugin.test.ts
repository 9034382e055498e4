import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, runStage, runTask } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const result = block({ n: 7, role: "tool_result", toolName: "Bash" });
const after = (seconds: number) =>
  runStage(
    plugin,
    [result],
    {},
    {
      request: { lane: "lane-1", now: 1_000_000 + seconds * 1_000 },
      stored: { "since lane-1": 1_000_000 },
    },
  ).patch;

test("a long wait is noted and told", () => {
  assert.deepEqual(
    after(95).map((item) => (item.op === "note" ? item.text : item.op)),
    ["The agent waited 95 s for Bash", "emit"],
  );
});

test("a short one is not", () => assert.deepEqual(after(3), []));

test("it waits from the end of the answer on", async () => {
  const request = { lane: "lane-1", now: 5_000 };
  const { stored } = await runTask(plugin, { kind: "response", request, answer: { duration: 2_500 } });
  assert.deepEqual(stored, { "since lane-1": 7_500 });
});

test("conversations that nobody recorded", () => fuzzStage(plugin));
