import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, runStage } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const says = (text: string) => block({ role: "assistant", text });

test("the newest plan is pinned, and nothing else", () => {
  const { patch } = runStage(plugin, [says("# Plan\nfirst"), says("## The plan\nbetter"), says("planning is good")]);
  assert.deepEqual(
    patch.map((item) => (item.op === "pin" ? [item.block, item.pinned] : [])),
    [[2, "top"]],
  );
});

test("without a plan nothing happens", () => assert.equal(runStage(plugin, [says("Done.")]).patch.length, 0));
test("conversations that nobody recorded", () => fuzzStage(plugin));
