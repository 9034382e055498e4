import assert from "node:assert/strict";
import { test } from "node:test";
import { block, fuzzStage, runStage } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const redacted = (text: string, config = {}) =>
  runStage(plugin, [block({ text })], config).patch.map((item) => (item.op === "redact" ? item.text : item.op));

test("addresses are redacted, each once", () => {
  assert.deepEqual(redacted("kim@corp.test, jo@corp.test, kim@corp.test"), ["kim@corp.test", "jo@corp.test"]);
});

test("domains that may leave stay, and what is no address", () => {
  assert.deepEqual(redacted("a@example.com, git@host:repo, 3 @ 4"), []);
  assert.deepEqual(redacted("kim@corp.test", { keep: ["corp.test"] }), []);
});

test("conversations that nobody recorded", () => fuzzStage(plugin));
