import assert from "node:assert/strict";
import { test } from "node:test";
import { runTask } from "@aperture/sdk/testing";
import plugin from "../src/index.ts";

const alert = {
  kind: "event",
  type: "budget-alert",
  data: { sessionId: "session-1", tokens: 90, limit: 100 },
} as const;
const answers = (status: number) => ({
  "secrets.get": { value: "a-token" },
  "net.fetch": { status, headers: {}, body: "", truncated: false },
});

test("news are gathered and sent once", async () => {
  const { stored } = await runTask(plugin, alert);
  assert.deepEqual(stored, { news: { answers: 0, alerts: ["session-1: 90 of 100 tokens"] } });
  const sent = await runTask(plugin, { kind: "schedule" }, { stored, answers: answers(204) });
  const asked = JSON.stringify(sent.asked);
  assert.match(asked, /hooks\.example\.com\/aperture/);
  assert.match(asked, /Bearer a-token/);
  assert.deepEqual(sent.stored, {});
});

test("what was not taken is kept; without news nothing is sent", async () => {
  const { stored } = await runTask(plugin, { kind: "event", type: "turn-recorded", data: {} });
  const failed = await runTask(plugin, { kind: "schedule" }, { stored, answers: answers(500) });
  assert.deepEqual(failed.stored, stored);
  assert.deepEqual((await runTask(plugin, { kind: "schedule" })).asked, []);
});
