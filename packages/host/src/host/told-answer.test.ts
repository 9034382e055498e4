import { rm } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { FinishedAnswer, TaskCall } from "../border/calls.ts";
import { requestFacts } from "./testing/facts.ts";
import { type ManifestFields, pluginFolder } from "./testing/plugin-folder.ts";
import { testHost } from "./testing/test-host.ts";
import { readableAnswer } from "./told-answer.ts";

const block = (role: "assistant" | "thinking") => ({
  id: "block-1",
  role,
  kind: "text",
  toolName: null,
  length: 3,
  text: "abc",
});
const answer: FinishedAnswer = {
  turn: "turn-1",
  outcome: "complete",
  stopReason: "end_turn",
  duration: 5,
  usage: null,
  blocks: [block("assistant"), block("thinking")],
};
const bare = { id: "block-1", role: "assistant", kind: "text", toolName: null, length: 3 };

test("texts only where they may be read, blocks only where they may be seen", () => {
  expect(readableAnswer(answer, {}).blocks).toEqual([]);
  expect(readableAnswer(answer, { blocks: { read: "metadata", write: [] } }).blocks[0]).toEqual(bare);
  expect(readableAnswer(answer, { blocks: { read: "content", write: [] } })).toEqual(answer);
  const some = readableAnswer(answer, { blocks: { read: "content", write: [], roles: ["assistant"] } });
  expect(some.blocks.map((each) => "text" in each)).toEqual([true, false]);
});

async function listening(fields: ManifestFields) {
  const calls: TaskCall[] = [];
  const at = await testHost({
    behaviour: {
      task: async (call) => {
        calls.push(call);
        return null;
      },
    },
  });
  const folder = await pluginFolder(fields);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  onTestFinished(() => at[Symbol.asyncDispose]());
  await at.host.install({ path: folder, grant: "all" });
  return { ...at, calls };
}

test("a stage behind the answer is told of it, and counted", async () => {
  const at = await listening({ stages: [{ at: "on_response", filter: { lane: "main", role: ["user"] } }] });
  expect([at.host.hearsAnswers(), at.host.hasStages()]).toEqual([true, false]);
  at.host.answered(requestFacts(), answer);
  at.host.answered(requestFacts({ laneKind: "side" }), answer);
  await vi.waitFor(() => expect(at.host.info("tidy").stages[0]).toMatchObject({ calls: 1, filtered: 1 }));
  expect(at.calls).toEqual([expect.objectContaining({ kind: "response", answer: { ...answer, blocks: [] } })]);
});

test("who has none is not told", async () => {
  const at = await listening({ stages: [{ at: "after_zone" }] });
  expect(at.host.hearsAnswers()).toBe(false);
  at.host.answered(requestFacts(), answer);
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.calls).toEqual([]);
});
