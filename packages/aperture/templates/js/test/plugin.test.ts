import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, recorded, runStage } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";
import session from "./fixtures/session.json" with { type: "json" };

const result = (age: number, lines: number) =>
  block({ role: "tool_result", toolName: "Bash", age, text: "a line that a tool printed\n".repeat(lines) });

test("old, long results are trimmed; new and short ones stay", () => {
  const blocks = [result(5, 200), result(5, 2), result(0, 200)];
  const { patch, tokensBefore, tokensAfter } = runStage(plugin, blocks);
  assert.deepEqual(
    patch.map((item) => [item.op, "block" in item && item.block]),
    [["level", 1]],
  );
  assert.ok(tokensAfter < tokensBefore);
});

test("the settings say what old and long are", () => {
  assert.equal(runStage(plugin, [result(5, 200)], { age: 6 }).patch.length, 0);
  assert.equal(runStage(plugin, [result(1, 20)], { age: 1, tokens: 10 }).patch.length, 1);
});

test("a recorded session", () => {
  const last = recorded(JSON.stringify(session)).at(-1);
  assert.ok(last);
  const { patch } = runStage(plugin, last.blocks, {}, { request: last.request });
  assert.ok(patch.length > 0);
});

test("conversations that nobody recorded", () => fuzzStage(plugin));
