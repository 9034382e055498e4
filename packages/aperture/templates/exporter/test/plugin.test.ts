import assert from "node:assert/strict";
import { test } from "node:test";
import { runTask } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const answer = { usage: { input: 10, output: 5, cacheRead: 100, cacheWrite: 0 } };
const metrics = { kind: "serve", request: { path: "/metrics", query: {} } } as const;

test("what was billed is summed and told", async () => {
  const first = await runTask(plugin, { kind: "response", request: {}, answer });
  const second = await runTask(plugin, { kind: "response", request: {}, answer }, { stored: first.stored });
  const { answer: page } = await runTask(plugin, metrics, { stored: second.stored });
  assert.match(JSON.stringify(page), /aperture_requests_total 2\\naperture_input_total 20\\n/);
  assert.match(JSON.stringify(page), /aperture_cache_read_total 200/);
});

test("an answer without a bill counts nothing, another address is none", async () => {
  const { stored } = await runTask(plugin, { kind: "response", request: {}, answer: { usage: null } });
  assert.deepEqual(stored, {});
  const { answer: page } = await runTask(plugin, { kind: "serve", request: { path: "/", query: {} } });
  assert.match(JSON.stringify(page), /404/);
});
