import "../testing/runes.ts";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { sampleItem, sampleOperation, sampleResult } from "../testing/samples.ts";
import { Operator, type OperatorClient } from "./operator.svelte.ts";

const to = { ids: ["block-1", "block-2"], session: "session-1", lane: "lane-1" };
const blocks = { ids: ["block-1", "block-2"], session: "session-1", lane: "lane-1" };

function setUp(parts: Partial<OperatorClient> = {}) {
  const calls: unknown[] = [];
  const noting = (name: string) => async (input: unknown) => {
    calls.push([name, input]);
    return sampleResult([sampleItem(1, { status: "recorded" })], { operation: "operation-7" });
  };
  const client: OperatorClient = {
    compress: noting("compress"),
    restore: noting("restore"),
    remove: noting("remove"),
    redact: noting("redact"),
    restoreCheckpoint: noting("restoreCheckpoint"),
    pin: noting("pin"),
    move: noting("move"),
    edit: noting("edit"),
    undo: noting("undo"),
    applyPending: noting("apply"),
    operations: async () => ({ session: "session-1", operations: [], next: null }),
    addNote: async (block, text) => {
      calls.push(["note", block, text]);
      return { id: "note-1", block, actor: "user", at: "", text };
    },
    ...parts,
  };
  return { operator: new Operator(client), calls };
}

test("pins, moves, edits and applies what is asked for, and says what came of it", async () => {
  const { operator, calls } = setUp();
  expect(await operator.pin(to, "top")).toBe(true);
  expect(operator.said).toEqual({ words: "1 noted", operation: "operation-7", failed: false });
  await operator.move(to, null);
  await operator.edit(to, "shorter", "now");
  await operator.restore(to, 2);
  await operator.run("minimal", to, "when-free");
  await operator.applyNow("session-1");
  await operator.applyNow("session-1", ["change-2"]);
  expect(calls).toEqual([
    ["pin", { ...blocks, pinned: "top" }],
    ["move", { ...blocks, zone: null }],
    ["edit", { ...blocks, content: "shorter", apply: "now" }],
    ["restore", { ...blocks, version: 2 }],
    ["compress", { ...blocks, apply: "when-free", level: "minimal" }],
    ["apply", { session: "session-1" }],
    ["apply", { session: "session-1", changes: ["change-2"] }],
  ]);
  expect(operator.busy).toBe(false);
});

test("what the API refuses is said in its words, and nothing is thrown", async () => {
  const problem = { type: "about:blank", title: "x", status: 422, code: "block_signed", detail: "block-1 is signed" };
  const { operator } = setUp({ remove: () => Promise.reject(new ApiError(problem)) });
  expect(await operator.run("remove", to, "when-free")).toBe(false);
  expect(operator.said).toEqual({ words: "block-1 is signed", operation: null, failed: true });
  expect(operator.busy).toBe(false);
  operator.hush();
  expect(operator.said).toBeUndefined();
});

test("undo takes the newest operation that stands: no undo, none that is undone", async () => {
  const operations = [
    sampleOperation(5, { kind: "apply" }),
    sampleOperation(4, { kind: "undo" }),
    sampleOperation(3, { undoneBy: "operation-4" }),
    sampleOperation(2, { kind: "pin" }),
    sampleOperation(1),
  ];
  const { operator, calls } = setUp({ operations: async () => ({ session: "session-1", operations, next: null }) });
  await operator.undoLast("session-1");
  expect(calls).toEqual([["undo", { operation: "operation-2" }]]);
  expect(operator.said?.words).toBe("pin undone: 1 noted");
});

test("undo with nothing done says so", async () => {
  const { operator, calls } = setUp();
  await operator.undoLast("session-1");
  expect(operator.said?.words).toBe("There is nothing to undo");
  expect(calls).toEqual([]);
});

test("a note is attached to every block", async () => {
  const { operator, calls } = setUp();
  await operator.note(to.ids, "look here");
  expect(calls).toEqual([
    ["note", "block-1", "look here"],
    ["note", "block-2", "look here"],
  ]);
  expect(operator.said?.words).toBe("note at 2 blocks");
});
