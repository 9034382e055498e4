import { Worker } from "node:worker_threads";
import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createCallClock } from "./call-clock.ts";
import { createSandboxRunner } from "./create-sandbox-runner.ts";
import type { SpareWorkers } from "./spare-workers.ts";
import { request } from "./testing/request.ts";
import { optionsOf } from "./testing/run-plugin.ts";

// Whoever breaks out of QuickJS holds the thread: these are threads that send what ours never would.

const boot = `{ type: "done", call: message.call, result: { kind: "boot", handlers: JSON.stringify({ stages: [], events: [], actions: [], schedule: false, panel: false, serve: false }) }, guestMs: 1, memory: 1, logs: [], droppedLogs: 0, writes: [], used: [], busy: false, broken: false }`;

/** Threads that start as they should, and answer each later message with `answer`. */
const taken = (answer: string, onBoot = boot): SpareWorkers => ({
  take: async () => ({
    worker: new Worker(
      `const { parentPort } = require("node:worker_threads");
       parentPort.on("message", (message) => parentPort.postMessage(message.type === "boot" ? ${onBoot} : ${answer}));`,
      { eval: true, env: {}, execArgv: [] },
    ),
    clock: createCallClock(),
  }),
  close: async () => {},
});

async function outcome(spares: SpareWorkers) {
  const told = { logs: [] as string[], used: [] as string[], gone: [] as Error[] };
  const kept: unknown[] = [];
  const options = optionsOf("", { capability: async (...asked) => kept.push(asked) }, told);
  const runner = createSandboxRunner(options, { spares });
  const codeOf = (error: unknown) => (ApertureError.is(error) ? error.code : String(error));
  const started = await runner.start().then(() => "started", codeOf);
  const stage = await runner
    .stage({ hook: "after_zone", lane: 1, request: request(), blocks: [facts(1)], deadlineMs: 50 })
    .then(({ patch }) => JSON.stringify(patch), codeOf);
  await runner.dispose(0);
  return { started, stage, kept, ...told };
}

const end = (fields: string) =>
  `{ type: "done", call: message.call, guestMs: 1, memory: 1, logs: [], droppedLogs: 0, writes: [], used: [], busy: false, broken: false, ${fields} }`;
const stage = (json: string, rest = "") => end(`result: { kind: "stage", json: ${json}, texts: [] } ${rest}`);

test("a patch that was never checked over there is checked here", async () => {
  for (const json of [
    `'[{"op":"zone","block":1,"zone":"middle","actor":"user"}]'`,
    `'[{"op":"headers"}]'`,
    `"x".repeat(5e6)`,
    `7`,
    `null`,
  ])
    expect(await outcome(taken(stage(json)))).toMatchObject({
      started: "started",
      stage: "plugin_bad_answer",
      gone: [],
    });
});

test("what is no message ends the thread, not the host", async () => {
  const wrong = [
    stage("'[]'", ", logs: 7"),
    stage("'[]'", ", logs: [7]"),
    stage("'[]'", ", used: null"),
    stage("'[]'", ", writes: 7"),
    `null`,
    `7`,
  ];
  for (const answer of wrong) {
    const { stage: code, gone } = await outcome(taken(answer));
    expect([answer, code, gone.length]).toEqual([answer, "plugin_bad_answer", 1]);
  }
});

test("logs and rights are told in words of the host, bounded", async () => {
  const { logs, used } = await outcome(
    taken(
      stage(
        "'[]'",
        `, logs: Array.from({ length: 1000 }, () => ["fatal", "a\\n\\u001b[2J" + "x".repeat(9000)]), used: ["content", "net:*", "admin"]`,
      ),
    ),
  );
  expect(logs).toHaveLength(100);
  expect(logs[0]!.length).toBeLessThan(2_010);
  expect(logs[0]).toMatch(/^info: a/);
  expect(logs[0]).not.toMatch(/\p{Cc}/u);
  expect(new Set(used)).toEqual(new Set(["blocks.read:content", "blocks.read:metadata"]));
});

test("writes of one that may keep nothing, and questions, pass the same checks as any", async () => {
  const { kept, stage: patch } = await outcome(taken(stage("'[]'", `, writes: [["a", "1"], ["b", "{"], [{}, null]]`)));
  expect(patch).toBe("[]");
  expect(kept).toEqual([
    [
      "storage.write",
      {
        values: [
          ["a", 1],
          ["[object Object]", null],
        ],
      },
    ],
  ]);
});

test("a thread that says it is nobody's, or answers another call, is not believed", async () => {
  const forged = end(`result: { kind: "boot", handlers: "{}" }`);
  expect(await outcome(taken(stage("'[]'"), forged))).toMatchObject({
    started: "plugin_bad_answer",
    stage: "plugin_gone",
  });
  const other = stage("'[]'").replace("message.call", "message.call + 1");
  expect(await outcome(taken(other))).toMatchObject({ stage: "plugin_timeout", gone: [expect.anything()] });
});
