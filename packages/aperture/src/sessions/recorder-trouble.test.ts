import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { sweepAll } from "../store/testing.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { answer, assistant, request, user } from "./testing/talk.ts";
import { headOf, type Told, tell } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  recorder = createRecorder({ store });
});
afterEach(() => store.close());

const claude = (id: string): Pick<Told, "headers"> => ({
  headers: { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": id },
});
const turnsOf = (id: string) => {
  const session = store.sessions.byKey(`agent:claude-code:${id}`);
  return session ? store.turns.ofSession(session.n, { limit: 9 }) : [];
};
const texts = (numbers: readonly number[]) => numbers.map((n) => store.contents.text(store.blocks.get(n)!.hash));
const ok = answer([{ type: "text", text: "ok" }]);

/** Makes every commit fail from now on, as a full disk does; returns the way back. */
function breakCommits(): () => void {
  const { transaction } = store;
  store.transaction = (work) =>
    transaction(() => {
      work();
      throw new Error("disk full");
    });
  return () => {
    store.transaction = transaction;
  };
}

test("one bad request in a batch loses only itself", async () => {
  // Code that has run before is quick enough for one batch.
  for (let index = 0; index < 20; index++) tell(recorder, { ...claude("first"), body: request([user(`${index}`)]) });
  await recorder.drain();
  const { insert } = store.turns;
  store.turns.insert = (turn) => {
    if (turn.model === "bad") throw new Error("bad request");
    return insert(turn);
  };
  for (const id of ["one", "two"]) tell(recorder, { ...claude(id), body: request([user(id)]), answer: ok });
  tell(recorder, { ...claude("bad"), body: request([user("bad")], { model: "bad" }), answer: ok });
  tell(recorder, { ...claude("three"), body: request([user("three")]), answer: ok });
  await recorder.drain();
  for (const id of ["one", "two", "three"]) {
    expect(turnsOf(id)).toMatchObject([{ outcome: "complete" }]);
    expect(texts(turnsOf(id)[0]!.answerBlocks)).toEqual(["ok"]);
  }
  expect(turnsOf("bad")).toEqual([]);
  expect(recorder.stats()).toEqual({ opaque: 0, failedOpen: 1 });
});

test("an answer to a request that was rolled back is written to no other turn", async () => {
  const exchange = recorder.begin(headOf({ ...claude("lost"), body: null }))!;
  const repair = breakCommits();
  exchange.body(Buffer.from(JSON.stringify(request([user("lost")]))), null);
  await recorder.drain();
  repair();
  tell(recorder, {
    ...claude("kept"),
    body: request([user("kept")]),
    answer: answer([{ type: "text", text: "kept" }]),
  });
  await recorder.drain();
  exchange.head(500, { "content-type": "application/json" });
  exchange.end();
  await recorder.drain();
  expect(turnsOf("lost")).toEqual([]);
  expect(turnsOf("kept")).toMatchObject([{ outcome: "complete", status: 200 }]);
});

test("an answer that comes after its session was removed leaves nothing behind", async () => {
  const exchange = recorder.begin(headOf({ ...claude("gone"), body: null }))!;
  exchange.body(Buffer.from(JSON.stringify(request([user("hello")]))), null);
  await recorder.drain();
  const { n } = store.sessions.byKey("agent:claude-code:gone")!;
  store.sessions.remove(n);
  recorder.forget(n);
  sweepAll(store);
  exchange.head(200, { "content-type": "application/json" });
  exchange.chunk(Buffer.from(JSON.stringify(ok)));
  exchange.end();
  await recorder.drain();
  expect(store.blocks.ofSession(n)).toEqual([]);
  expect(store.events.since(0, 99).events.filter(({ type }) => type === "turn-recorded")).toEqual([]);
  expect(recorder.stats().failedOpen).toBe(0);
});

test("an answer under way while memory was cleared keeps its numbers in the next request", async () => {
  const exchange = recorder.begin(headOf({ ...claude("a"), body: null }))!;
  exchange.body(Buffer.from(JSON.stringify(request([user("hello")]))), null);
  await recorder.drain();
  const repair = breakCommits();
  tell(recorder, { ...claude("b"), body: request([user("other")]) });
  await recorder.drain();
  repair();
  // The session is read back from the store before the answer has come.
  tell(recorder, { ...claude("a"), body: request([user("a title")], { tools: undefined }) });
  await recorder.drain();
  exchange.head(200, { "content-type": "application/json" });
  exchange.chunk(Buffer.from(JSON.stringify(ok)));
  exchange.end();
  await recorder.drain();
  const first = turnsOf("a").at(-1);
  expect(first).toMatchObject({ outcome: "complete" });
  tell(recorder, { ...claude("a"), body: request([user("hello"), assistant("ok"), user("more")]) });
  await recorder.drain();
  const [second] = turnsOf("a");
  expect(second!.blocks.slice(0, -1)).toEqual([...first!.blocks, ...first!.answerBlocks]);
});

test("a conversation that goes on is not taken for one that began alike and still runs", async () => {
  const begin = request([user("same words")]);
  tell(recorder, { body: begin, answer: answer([{ type: "text", text: "one" }]) });
  await recorder.drain();
  const [first] = store.sessions.list({ limit: 9 });
  const running = recorder.begin(headOf({ body: null }))!;
  running.body(Buffer.from(JSON.stringify(begin)), null);
  await recorder.drain();
  expect(store.sessions.list({ limit: 9 })).toHaveLength(2);
  tell(recorder, { body: request([user("same words"), assistant("one"), user("more")]) });
  await recorder.drain();
  expect(store.turns.ofSession(first!.n, { limit: 9 }).map(({ number }) => number)).toEqual([2, 1]);
  running.end();
  await recorder.drain();
});

test("drain waits for a body that was told just now", async () => {
  const exchange = recorder.begin(headOf({ ...claude("a"), body: null }))!;
  exchange.body(Buffer.from(JSON.stringify(request([user("hello")]))), null);
  await recorder.drain();
  expect(turnsOf("a")).toMatchObject([{ outcome: "running" }]);
  exchange.end();
  await recorder.drain();
  expect(turnsOf("a")).toMatchObject([{ outcome: "opaque", attempts: 1 }]);
});

test("a conversation recognised by content goes on after those that began alike before it were removed", async () => {
  const begin = (text: string): Told => ({
    body: request([user("same words")]),
    answer: answer([{ type: "text", text }]),
  });
  for (const text of ["one", "two"]) {
    tell(recorder, begin(text));
    await recorder.drain();
  }
  const [second, first] = store.sessions.list({ limit: 9 });
  store.sessions.remove(first!.n);
  recorder = createRecorder({ store });
  tell(recorder, { body: request([user("same words"), assistant("two"), user("more")]) });
  await recorder.drain();
  expect(store.turns.ofSession(second!.n, { limit: 9 }).map(({ number }) => number)).toEqual([2, 1]);
});

test("a body that cannot be read is counted once, however often it was tried", async () => {
  let commits = 0;
  const { transaction } = store;
  store.transaction = (work) =>
    transaction(() => {
      work();
      if (++commits === 1) throw new Error("disk full");
    }) as ReturnType<typeof work>;
  for (const body of ["{nope", "{neither"]) tell(recorder, { body });
  await recorder.drain();
  const told = store.events.since(0, 9).events.map(({ type }) => type);
  expect(told).toEqual(["request-opaque", "request-opaque"]);
  expect(recorder.stats()).toEqual({ opaque: 2, failedOpen: 0 });
});
