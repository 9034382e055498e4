import { expect, test } from "vitest";
import { sampleItem, sampleResult } from "../testing/samples.ts";
import type { Intent } from "../view/intent.ts";
import { type How, type IntentClient, runIntent } from "./run-intent.ts";

async function asked(intent: Intent, how: How, lane?: string): Promise<unknown[]> {
  const calls: unknown[] = [];
  const noting =
    (name: string) =>
    async (...input: unknown[]) => {
      calls.push(name, ...input);
      return sampleResult([sampleItem(1)]);
    };
  const client: IntentClient = {
    compress: noting("compress"),
    restore: noting("restore"),
    remove: noting("remove"),
    redact: noting("redact"),
    restoreCheckpoint: noting("restoreCheckpoint"),
  };
  await runIntent(client, intent, { ids: ["block-1"], session: "session-1", lane }, how);
  return calls;
}
const blocks = { ids: ["block-1"], session: "session-1" };

test.each([
  ["trimmed", "preview", ["compress", { ...blocks, dryRun: true, level: "trimmed" }]],
  ["minimal", "now", ["compress", { ...blocks, apply: "now", level: "minimal" }]],
  ["original", "when-free", ["restore", { ...blocks, apply: "when-free" }]],
  ["remove", "when-free", ["remove", { ...blocks, apply: "when-free" }]],
  ["redact", "preview", ["redact", { ...blocks, dryRun: true }]],
  ["checkpoint-4", "now", ["restoreCheckpoint", "checkpoint-4", { apply: "now" }]],
] as const)("%s, %s", async (intent, how, call) => {
  expect(await asked(intent, how)).toEqual(call);
});

test("in the lane that is looked at", async () => {
  expect(await asked("remove", "now", "lane-2")).toEqual(["remove", { ...blocks, lane: "lane-2", apply: "now" }]);
});
