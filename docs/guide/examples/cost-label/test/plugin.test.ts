import assert from "node:assert/strict";
import { test } from "node:test";
import { runTask } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const request = { prices: { input: 3, output: 15, cacheRead: 0.3 } };
const answer = { turn: "turn-1", usage: { input: 1_000, output: 1_000, cacheRead: 10_000, cacheWrite: 0 } };

test("an answer's cost is kept and shown", async () => {
  const { stored } = await runTask(plugin, { kind: "response", request, answer });
  assert.deepEqual(stored, { costs: [["turn-1", 0.021]] });
  const { answer: panel } = await runTask(plugin, { kind: "panel" }, { stored });
  assert.match(JSON.stringify(panel), /\$0\.0210/);
});

test("unknown prices cost nothing", async () => {
  const { stored } = await runTask(plugin, { kind: "response", request: { prices: null }, answer });
  assert.deepEqual(stored, {});
});

test("only the newest are kept; the button forgets them", async () => {
  const before = { costs: [["turn-0", 1]] };
  const { stored } = await runTask(
    plugin,
    { kind: "response", request, answer },
    { stored: before, config: { keep: 1 } },
  );
  assert.deepEqual(stored, { costs: [["turn-1", 0.021]] });
  const reset = await runTask(plugin, { kind: "action", name: "reset", input: {} }, { stored });
  assert.deepEqual(reset.stored, {});
});
