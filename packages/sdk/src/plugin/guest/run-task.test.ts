import { describe, expect, test } from "vitest";
import { createPlainPort } from "../port/plain-port.ts";
import { manifestWith } from "../testing/in-stage.ts";
import { runDispose } from "./run-dispose.ts";
import { runTask } from "./run-task.ts";

const portOf = () =>
  createPlainPort({
    manifest: JSON.stringify(manifestWith({})),
    stored: new Map(),
    quota: () => null,
    ask: async () => null,
    log: () => {},
  });
const run = async (plugin: unknown, task: object): Promise<unknown> =>
  JSON.parse(await runTask(plugin, JSON.stringify(task), portOf(), '{"a":1}'));

/** Says what it was called with, and on what. */
function tell(this: unknown, ...given: unknown[]) {
  const ctx = given.at(-1) as { config: unknown; request?: unknown };
  return { on: this !== undefined, given: given.slice(0, -1), config: ctx.config, request: ctx.request ?? null };
}
const plugin = {
  on: { "turn-recorded": tell },
  stages: { on_response: tell },
  schedule: tell,
  actions: { save: tell },
  uiPanel: tell,
  serve: (request: unknown) => ({ status: 201, headers: {}, body: JSON.stringify(request) }),
};

test.each<[string, object, unknown[], unknown]>([
  [
    "an event",
    { kind: "event", type: "turn-recorded", data: { n: 1 } },
    [{ type: "turn-recorded", data: { n: 1 } }],
    null,
  ],
  ["an answer", { kind: "response", request: { turn: 2 }, answer: { blocks: [] } }, [{ blocks: [] }], { turn: 2 }],
  ["the schedule", { kind: "schedule" }, [], null],
  ["an action", { kind: "action", name: "save", input: { a: 1 } }, [{ a: 1 }], null],
  ["a panel", { kind: "panel" }, [], null],
])("%s", async (_, task, given, request) => {
  expect(await run(plugin, task)).toEqual({ on: true, given, config: { a: 1 }, request });
});

test("a request of serve", async () => {
  const request = { path: "/metrics", query: {} };
  expect(await run(plugin, { kind: "serve", request })).toEqual({
    status: 201,
    headers: {},
    body: JSON.stringify(request),
  });
});

describe("answers", () => {
  test.each([
    ["nothing is null", () => undefined, null],
    ["a promise is waited for", async () => [1], [1]],
    ["what is no JSON is null", () => () => 1, null],
  ])("%s", async (_, schedule, expected) => {
    expect(await run({ schedule }, { kind: "schedule" })).toEqual(expected);
  });

  test.each<[string, unknown, object]>([
    [
      "a string is a text",
      "up 1\n",
      { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "up 1\n" },
    ],
    [
      "an object is JSON",
      { up: 1 },
      { status: 200, headers: { "content-type": "application/json" }, body: '{"up":1}' },
    ],
    ["a list is JSON", [1], { status: 200, headers: { "content-type": "application/json" }, body: "[1]" }],
    ["a number is JSON", 5, { status: 200, headers: { "content-type": "application/json" }, body: "5" }],
    [
      "what is no JSON is null",
      () => 1,
      { status: 200, headers: { "content-type": "application/json" }, body: "null" },
    ],
    ["a body is enough", { body: "x" }, { status: 200, headers: {}, body: "x" }],
    [
      "nothing is not found",
      undefined,
      { status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "" },
    ],
    ["null is not found", null, { status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "" }],
  ])("of serve: %s", async (_, answer, expected) => {
    const task = { kind: "serve", request: { path: "/", query: {} } };
    expect(await run({ serve: () => answer }, task)).toEqual(expected);
  });
});

test.each<[string, object]>([
  ["event turn-started", { kind: "event", type: "turn-started", data: {} }],
  ["event toString", { kind: "event", type: "toString", data: {} }],
  ["stage on_response", { kind: "response", request: {}, answer: {} }],
  ["schedule", { kind: "schedule" }],
  ["action constructor", { kind: "action", name: "constructor", input: {} }],
  ["uiPanel", { kind: "panel" }],
  ["serve", { kind: "serve", request: {} }],
])("what it does not handle is told: %s", async (what, task) => {
  await expect(run({ on: {}, actions: {}, stages: {} }, task)).rejects.toThrow(`the plugin handles no ${what}`);
});

test("what it throws, and what is no plugin, rejects", async () => {
  const thrown = new Error("mine");
  const failing = {
    schedule() {
      throw thrown;
    },
  };
  await expect(run(failing, { kind: "schedule" })).rejects.toBe(thrown);
  await expect(run(undefined, { kind: "schedule" })).rejects.toThrow(/no plugin/);
});

test("dispose is waited for, and needs not be there", async () => {
  const said: string[] = [];
  await runDispose({
    async dispose() {
      await Promise.resolve();
      said.push("clean");
    },
  });
  await runDispose({});
  expect(said).toEqual(["clean"]);
  await expect(runDispose(null)).rejects.toThrow(/no plugin/);
});
