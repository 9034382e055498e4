import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, runStage, runTask } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const results = [
  block({ role: "tool_result", toolName: "Read", tokens: 40 }),
  block({ role: "tool_result", toolName: "Bash", tokens: 60 }),
  block({ role: "tool_result", toolName: "Read", tokens: 30 }),
];

test("new results are counted by tool, and nothing is changed", () => {
  const { stored, patch } = runStage(plugin, results);
  assert.deepEqual(stored, { counts: { Read: { calls: 2, tokens: 70 }, Bash: { calls: 1, tokens: 60 } } });
  assert.equal(patch.length, 0);
});

test("the panel shows them, the largest first", async () => {
  const { answer } = await runTask(plugin, { kind: "panel" }, { stored: runStage(plugin, results).stored });
  assert.match(JSON.stringify(answer), /\[\["Read","2","70"\],\["Bash","1","60"\]\]/);
});

test("the button forgets them", async () => {
  const { stored } = await runTask(
    plugin,
    { kind: "action", name: "reset", input: {} },
    { stored: runStage(plugin, results).stored },
  );
  assert.deepEqual(stored, {});
});

test("conversations that nobody recorded", () => fuzzStage(plugin));
