import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { openStore } from "./open-store.ts";
import { addBlock, startConversation, sweepAll, turnOf } from "./testing.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("sessions: found by key, number and label; the newest under a label wins", () => {
  const { session: first } = startConversation(store, "a", 10);
  const { session: second } = startConversation(store, "b", 20);
  store.sessions.update(second.n, { label: "a", model: null, project: "/p" });
  expect(store.sessions.byKey("a")).toEqual(first);
  expect(store.sessions.get(second.n)).toEqual({ ...second, label: "a", model: null, project: "/p" });
  expect(store.sessions.byLabel("a")?.n).toBe(second.n);
  store.sessions.update(first.n, { lastSeen: 30 });
  expect(store.sessions.byLabel("a")?.n).toBe(first.n);
  expect(store.sessions.latest()?.n).toBe(first.n);
  expect(store.sessions.byKey("no")).toBeUndefined();
  store.sessions.update(first.n, {});
  expect(store.sessions.get(first.n)?.lastSeen).toBe(30);
});

test("sessions: the last key of those that begin so, and of no others", () => {
  for (const key of ["a#2", "a#1", "a", "a$9", "b#1", "A#9"]) startConversation(store, key);
  expect(store.sessions.lastByKeyPrefix("a#")?.key).toBe("a#2");
  expect(store.sessions.lastByKeyPrefix("c#")).toBeUndefined();
  expect(store.sessions.lastByKeyPrefix("a#22")).toBeUndefined();
  store.sessions.remove(store.sessions.byKey("a#1")!.n);
  expect(store.sessions.lastByKeyPrefix("a#")?.key).toBe("a#2");
});

test("sessions: a key is unique, and a caller's mistake is not the store's trouble", () => {
  startConversation(store, "a");
  expect(() => startConversation(store, "a")).toThrow(/UNIQUE/);
  expect(store.trouble()).toBeNull();
});

test("sessions: pages hold each one once, newest first, equal times included", () => {
  for (let n = 0; n < 25; n += 1) startConversation(store, `s${n}`, Math.floor(n / 3));
  const seen: number[] = [];
  for (let page = store.sessions.list({ limit: 4 }); page.length > 0; ) {
    seen.push(...page.map((session) => session.n));
    page = store.sessions.list({ limit: 4, before: page.at(-1) as (typeof page)[number] });
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
});

test("texts with NUL and lone surrogates, quotes and SQL in them are data", () => {
  const label = `a\0b'); DROP TABLE sessions; -- "ü"`;
  const { session, lane } = startConversation(store, label);
  expect(store.sessions.byKey(label)).toEqual(session);
  const block = addBlock(store, lane, "x");
  store.blocks.update(block.n, { meta: { ...block.meta, toolName: "\ud800" } });
  expect(store.blocks.get(block.n)?.meta.toolName).toBe("\ud800");
});

test("lanes: in the order they came", () => {
  const { session, lane } = startConversation(store, "a");
  const side = store.lanes.insert({ session: session.n, agentId: "sub", kind: "side", turns: 0, lastSeen: 1 });
  store.lanes.update(lane.n, { turns: 3, lastSeen: 9 });
  expect(store.lanes.ofSession(session.n)).toEqual([{ ...lane, turns: 3, lastSeen: 9 }, side]);
});

test("blocks: numbered in order, read in the order asked for", () => {
  const { session, lane } = startConversation(store, "a");
  const blocks = ["one", "two", "three"].map((text) => addBlock(store, lane, text, Buffer.from(`raw ${text}`)));
  const [one, two, three] = blocks.map((block) => block.n) as [number, number, number];
  expect([two - one, three - two]).toEqual([1, 1]);
  expect(store.blocks.many([three, 999, one])).toEqual([blocks[2], blocks[0]]);
  expect(store.blocks.ofSession(session.n)).toEqual(blocks);
  expect(store.blocks.countOfSession(session.n)).toBe(3);
  expect(store.blocks.get(999)).toBeUndefined();
});

test("blocks: a new text under the same identity keeps the old one", () => {
  const { lane } = startConversation(store, "a");
  const block = addBlock(store, lane, "the whole file", Buffer.from("raw"));
  store.contents.put({ hash: "cleared", content: "[cleared]" });
  store.blocks.update(block.n, { hash: "cleared", rawHash: null });
  expect(store.blocks.get(block.n)).toEqual({ ...block, hash: "cleared", rawHash: null });
  expect(store.contents.text(block.hash)).toBe("the whole file");
  expect(store.contents.text(block.rawHash ?? "")).toBe("raw");
});

test("turns: block lists, usage with and without reasoning, and updates", () => {
  const { session, lane } = startConversation(store, "a");
  const first = store.turns.insert(turnOf(lane, 1, [5, 6, 7, 3, 3, 900]));
  expect(store.turns.get(first.n)).toEqual(first);
  const usage = { input: 1, output: 2, cacheRead: 3, cacheWrite5m: 4, cacheWrite1h: 5 };
  store.turns.update(first.n, { usage, outcome: "complete", duration: 12.5, answerBlocks: [8, 9] });
  expect(store.turns.get(first.n)).toEqual({
    ...first,
    usage,
    outcome: "complete",
    duration: 12.5,
    answerBlocks: [8, 9],
  });
  const second = store.turns.insert({ ...turnOf(lane, 2, []), usage: { ...usage, reasoning: 1 } });
  expect(store.turns.get(second.n)).toEqual(second);
  expect(store.turns.usageOfSession(session.n)).toEqual({
    input: 2,
    output: 4,
    cacheRead: 6,
    cacheWrite5m: 8,
    cacheWrite1h: 10,
  });
  expect(store.turns.ofLane(lane.n, 1)).toEqual([second]);
  expect(store.turns.ofSession(session.n, { limit: 5, before: second.n }).map((turn) => turn.n)).toEqual([first.n]);
  expect(store.turns.countOfSession(session.n)).toBe(2);
  expect(store.turns.usageOfSession(99)).toEqual({
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
  });
});

test("models and runs: the last word counts", () => {
  store.models.put({ model: "b", factor: 1.2, samples: 3 });
  store.models.put({ model: "a", factor: 1, samples: 1 });
  store.models.put({ model: "b", factor: 1.25, samples: 4 });
  expect(store.models.get("b")).toEqual({ model: "b", factor: 1.25, samples: 4 });
  expect(store.models.all().map(({ model }) => model)).toEqual(["a", "b"]);
  store.runs.put({ label: "x", project: "/one", agent: "claude", at: 1, preset: null });
  store.runs.put({ label: "x", project: "/two", agent: "codex", at: 2, preset: null });
  expect(store.runs.byLabel("x")).toEqual({ label: "x", project: "/two", agent: "codex", at: 2, preset: null });
  expect(store.runs.byLabel("y")).toBeUndefined();
});

test("numbers of what was removed are never given again", () => {
  const { session, lane } = startConversation(store, "a");
  const block = addBlock(store, lane, "x");
  const turn = store.turns.insert(turnOf(lane, 1, [block.n]));
  store.sessions.remove(session.n);
  sweepAll(store);
  const next = startConversation(store, "b");
  expect(next.session.n).toBe(session.n + 1);
  expect(next.lane.n).toBe(lane.n + 1);
  expect(addBlock(store, next.lane, "x").n).toBe(block.n + 1);
  expect(store.turns.insert(turnOf(next.lane, 1, [])).n).toBe(turn.n + 1);
});
