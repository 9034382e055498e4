import { expect, test } from "vitest";
import { definePlugin } from "../plugin.ts";
import { runTask } from "../testing.ts";

const plugin = definePlugin(
  {
    name: "tried",
    version: "1.0.0",
    permissions: { events: { on: ["turn-recorded"] }, net: ["localhost:9091"], storage: "1kb", panel: true },
    apiVersion: 1,
    runtime: "js",
    entry: "plugin.js",
    config: { type: "object", properties: { url: { type: "string", default: "http://localhost:9091/" } } },
  },
  {
    on: {
      async "turn-recorded"(event, ctx) {
        const { total } = await ctx.state.usage({ session: event.data.sessionId });
        const answer = await ctx.net.fetch(ctx.config.url, { method: "POST", body: String(total.output) });
        ctx.storage.set("status", answer.status);
        ctx.storage.delete("old");
        ctx.log.info("told", answer.status);
      },
    },
    uiPanel: (ctx) => ({ nodes: [{ kind: "text", text: `status ${String(ctx.storage.get("status"))}` }] }),
    actions: { add: (input) => Number(input.a) + 1 },
  },
);
const recorded = {
  sessionId: "session-1",
  turnId: "turn-1",
  lane: "lane-1",
  number: 1,
  outcome: "complete",
  answerBlocks: [],
};

test("an event, with canned answers of the host", async () => {
  const outcome = await runTask(
    plugin,
    { kind: "event", type: "turn-recorded", data: recorded },
    {
      stored: { old: 1 },
      answers: {
        "state.usage": { total: { output: 7 } },
        "net.fetch": (input) => ({ status: JSON.stringify(input).length }),
      },
    },
  );
  const post = { method: "POST", body: "7", url: "http://localhost:9091/" };
  expect(outcome).toEqual({
    answer: null,
    asked: [
      { capability: "state.usage", input: { session: "session-1" } },
      { capability: "net.fetch", input: post },
    ],
    stored: { status: JSON.stringify(post).length },
    logs: [`info: told ${JSON.stringify(post).length}`],
  });
});

test("a panel and an action answer", async () => {
  const panel = await runTask(plugin, { kind: "panel" }, { stored: { status: 204 } });
  expect(panel.answer).toEqual({ nodes: [{ kind: "text", text: "status 204" }] });
  expect((await runTask(plugin, { kind: "action", name: "add", input: { a: 1 } })).answer).toBe(2);
});

test("what the test has no answer to is told", async () => {
  await expect(runTask(plugin, { kind: "event", type: "turn-recorded", data: recorded })).rejects.toThrow(
    "the test has no answer to state.usage",
  );
  await expect(runTask(plugin, { kind: "action", name: "none", input: {} })).rejects.toThrow(/handles no action none/);
});
