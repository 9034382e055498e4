import "../testing/runes.ts";
import type { Turn } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleTurn } from "../testing/samples.ts";
import { Turns } from "./turns.svelte.ts";

const over = (turns: Turn[] = []) => new Turns({ turns: async () => ({ turns, next: null }) });
const start = (turnId: string, sessionId = "session-1") => ({
  sessionId,
  turnId,
  lane: "lane-1",
  number: 1,
  attempts: 1,
  added: [],
  removed: [],
});
const end = (turnId: string, sessionId = "session-1") => ({
  sessionId,
  turnId,
  lane: "lane-1",
  number: 1,
  outcome: "complete",
  answerBlocks: [],
});

test("a turn runs from its start to its record", () => {
  const turns = over();
  turns.started(start("turn-1"), 5);
  expect(turns.of("session-1")).toEqual([{ turnId: "turn-1", lane: "lane-1", number: 1, since: 5 }]);
  turns.recorded(end("turn-1"));
  expect(turns.of("session-1")).toEqual([]);
});

test("a resent request does not run twice, and parallel turns are kept apart", () => {
  const turns = over();
  turns.started(start("turn-1"), 5);
  turns.started(start("turn-1"), 9);
  turns.started(start("turn-2"), 9);
  expect(turns.of("session-1").map((turn) => turn.turnId)).toEqual(["turn-1", "turn-2"]);
  turns.recorded(end("turn-1"));
  expect(turns.of("session-1").map((turn) => turn.turnId)).toEqual(["turn-2"]);
});

test("loading tells which turns run already", async () => {
  const turns = over([sampleTurn(2, { outcome: "running" }), sampleTurn(1)]);
  await turns.load("session-1");
  expect(turns.recent).toHaveLength(2);
  expect(turns.of("session-1").map((turn) => turn.turnId)).toEqual(["turn-2"]);
});

test("forget takes out one session, or all", () => {
  const turns = over();
  turns.started(start("turn-1", "a"), 1);
  turns.started(start("turn-2", "b"), 1);
  turns.forget("a");
  expect([...turns.running.keys()]).toEqual(["b"]);
  turns.forget();
  expect(turns.running.size).toBe(0);
});
