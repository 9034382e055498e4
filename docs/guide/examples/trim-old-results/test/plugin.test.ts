import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, runStage } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const result = (age: number, more = {}) => block({ role: "tool_result", age, tokens: 500, ...more });

test("by age: as it is, trimmed, one line", () => {
  const { patch } = runStage(plugin, [result(1), result(2), result(4)]);
  assert.deepEqual(
    patch.map((item) => (item.op === "level" ? [item.block, item.level] : [])),
    [
      [2, "trimmed"],
      [3, "minimal"],
    ],
  );
});

test("what the user pinned stays", () => {
  assert.equal(runStage(plugin, [result(9, { pinned: "top" })]).patch.length, 0);
});

test("conversations that nobody recorded", () => fuzzStage(plugin));
