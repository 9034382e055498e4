import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";
import { type Told, tell } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  recorder = createRecorder({ store });
});
afterEach(() => store.close());

const claude = { headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" } };
const history = [user("fix the bug"), call("t1", "src/a.ts"), result("t1", "old text of a.ts"), assistant("done")];

/** Tells exchanges one after the other and returns the newest turn of each. */
async function talk(...exchanges: Told[]) {
  const turns = [];
  for (const told of exchanges) {
    tell(recorder, told);
    await recorder.drain();
    const session = store.sessions.latest();
    turns.push(session ? store.turns.ofSession(session.n, { limit: 1 })[0] : undefined);
  }
  return turns;
}
const texts = (numbers: readonly number[]) => numbers.map((n) => store.contents.text(store.blocks.get(n)!.hash));

describe("block numbers", () => {
  test("stay from turn to turn, the answer's blocks included", async () => {
    const [first, second] = await talk(
      { ...claude, body: request([user("hello")]), answer: answer([{ type: "text", text: "hi there" }]) },
      { ...claude, body: request([user("hello"), assistant("hi there"), user("go on")]) },
    );
    expect(second!.blocks.slice(0, first!.blocks.length)).toEqual(first!.blocks);
    expect(second!.blocks[first!.blocks.length]).toBe(first!.answerBlocks[0]);
    expect(texts(second!.blocks).slice(-3)).toEqual(["hello", "hi there", "go on"]);
    expect(second!.number).toBe(2);
  });

  test.each([
    ["a reminder is inserted first", [user("<reminder>"), ...history]],
    ["an old result is cleared", [history[0], history[1], result("t1", "[cleared]"), history[3]]],
    [
      "a mark moves and a string becomes an array",
      [
        { role: "user", content: [{ type: "text", text: "fix the bug", cache_control: { type: "ephemeral" } }] },
        ...history.slice(1),
      ],
    ],
    ["the history is rewound and goes another way", [...history.slice(0, 3), user("no, differently")]],
    ["the beginning is compacted", [user("summary of what was"), ...history.slice(1)]],
  ])("stay when %s", async (_, messages) => {
    const [first, second] = await talk(
      { ...claude, body: request(history) },
      { ...claude, body: request([...messages, user("next")]) },
    );
    const numberOf = new Map(first!.blocks.map((n) => [store.blocks.get(n)!.key, n]));
    const shared = second!.blocks.filter((n) => numberOf.has(store.blocks.get(n)!.key));
    expect(shared.length).toBeGreaterThanOrEqual(6);
    for (const n of shared) expect(numberOf.get(store.blocks.get(n)!.key)).toBe(n);
    expect(second!.lane).toBe(first!.lane);
  });

  test("come back when a block comes back after it was gone", async () => {
    const without = [history[0], history[3]];
    const [first, , third] = await talk(
      { ...claude, body: request(history) },
      { ...claude, body: request(without) },
      { ...claude, body: request(history) },
    );
    expect(third!.blocks).toEqual(first!.blocks);
  });

  test("of a fork are those of what it shares", async () => {
    const [first, , fork] = await talk(
      { ...claude, body: request([...history, user("path one")]) },
      { ...claude, body: request([...history, user("path one"), assistant("one"), user("more")]) },
      { ...claude, body: request([...history, user("path two")]) },
    );
    expect(fork!.blocks.slice(0, -1)).toEqual(first!.blocks.slice(0, -1));
    expect(fork!.blocks.at(-1)).not.toBe(first!.blocks.at(-1));
  });

  test("survive a restart", async () => {
    const [first] = await talk({ ...claude, body: request(history) });
    recorder = createRecorder({ store });
    const [second] = await talk({ ...claude, body: request([...history, user("after the restart")]) });
    expect(second!.blocks.slice(0, -1)).toEqual(first!.blocks);
    expect(second!.number).toBe(2);
  });

  test("a cleared result keeps its number and shows its new text", async () => {
    const [first] = await talk({ ...claude, body: request(history) });
    const cleared = first!.blocks.find((n) => store.blocks.get(n)!.role === "tool_result")!;
    expect(store.blocks.get(cleared)!.meta).toMatchObject({ toolName: "Read", filePaths: ["src/a.ts"] });
    await talk({
      ...claude,
      body: request([history[0], history[1], result("t1", "[cleared]"), history[3], user("x")]),
    });
    expect(texts([cleared])).toEqual(["[cleared]"]);
  });
});

describe("a resent request", () => {
  test("after a cut stream is the same turn with one attempt more", async () => {
    const body = request([...history, user("go")]);
    const [first, second] = await talk(
      { ...claude, body, status: 200, fail: "upstream_reset" },
      { ...claude, body, answer: answer([{ type: "text", text: "ok" }]) },
    );
    expect(first).toMatchObject({ outcome: "failed", attempts: 1 });
    expect(second).toMatchObject({ n: first!.n, outcome: "complete", attempts: 2, error: null });
  });

  test("of a program that begins alike each time is another session", async () => {
    const told = { body: request([user("hello")]), answer: answer([{ type: "text", text: "hi" }]) };
    await talk(told, told);
    expect(store.sessions.list({ limit: 9 })).toHaveLength(2);
  });

  test("of such a program whose first try failed is the same session", async () => {
    const body = request([user("hello")]);
    await talk({ body, status: 529 }, { body, answer: answer([]) });
    expect(store.sessions.list({ limit: 9 })).toHaveLength(1);
  });
});

describe("sessions without an id", () => {
  const begin = (answerText: string): Told => ({
    body: request([user("same words")]),
    answer: answer([{ type: "text", text: answerText }]),
  });
  const goOn = (answerText: string): Told => ({
    body: request([user("same words"), assistant(answerText), user("more")]),
  });

  test("that begin alike are told apart by what was answered", async () => {
    const [a, b] = await talk(begin("one"), begin("two"));
    const [a2, b2] = await talk(goOn("one"), goOn("two"));
    expect(a!.session).not.toBe(b!.session);
    expect([a2!.session, b2!.session]).toEqual([a!.session, b!.session]);
  });

  test("in parallel, the same first words sent twice at once are two sessions", async () => {
    tell(recorder, begin("one"));
    tell(recorder, begin("two"));
    await recorder.drain();
    expect(store.sessions.list({ limit: 9 })).toHaveLength(2);
  });

  test("are found again after a restart, the newest of those that begin alike", async () => {
    const [, second] = await talk(begin("one"), begin("two"));
    recorder = createRecorder({ store });
    const [more] = await talk(goOn("two"));
    expect(more!.session).toBe(second!.session);
  });
});

describe("lanes", () => {
  const lanes = () =>
    store.lanes.ofSession(store.sessions.latest()!.n).map(({ kind, agentId, turns }) => ({ kind, agentId, turns }));

  test("a request of an agent without tools is a side lane, also when it comes first", async () => {
    const title = request([user("write a title")], { tools: undefined });
    await talk(
      { ...claude, body: title },
      { ...claude, body: request(history) },
      { ...claude, body: request([...history, user("2")]) },
    );
    expect(lanes()).toEqual([
      { kind: "side", agentId: null, turns: 1 },
      { kind: "main", agentId: null, turns: 2 },
    ]);
  });

  test("a sub-agent shares the session and has a lane of its own", async () => {
    const sub = { headers: { ...claude.headers, "x-claude-code-agent-id": "sub-1" } };
    await talk(
      { ...claude, body: request(history) },
      { ...sub, body: request([user("look at b.ts")]) },
      { ...claude, body: request([...history, user("2")]) },
    );
    expect(lanes()).toEqual([
      { kind: "main", agentId: null, turns: 2 },
      { kind: "main", agentId: "sub-1", turns: 1 },
    ]);
  });

  test("an agent's compaction goes on in its lane", async () => {
    await talk(
      { ...claude, body: request(history) },
      { ...claude, body: request([user("This session is continued: …")]) },
    );
    expect(lanes()).toEqual([{ kind: "main", agentId: null, turns: 2 }]);
  });

  test("conversations under one path tag that share nothing are lanes of one session", async () => {
    await talk(
      { tag: "work", body: request([user("first task")]) },
      { tag: "work", body: request([user("second task")]) },
    );
    expect(lanes()).toHaveLength(2);
    expect(store.sessions.latest()).toMatchObject({ label: "work", source: "tag" });
  });

  test("chat without tools by a bare SDK is a main lane", async () => {
    await talk({ body: request([user("hello")], { tools: undefined }) });
    expect(lanes()).toEqual([{ kind: "main", agentId: null, turns: 1 }]);
  });
});

describe("what is recorded", () => {
  test("project of a registered run, label and model", async () => {
    store.runs.put({ label: "run-x", project: "/home/me/project", agent: "claude", at: 1, preset: null });
    await talk({ ...claude, tag: "run-x", body: request(history) });
    expect(store.sessions.latest()).toMatchObject({
      project: "/home/me/project",
      label: "run-x",
      client: "claude-code",
      model: "claude-sonnet",
      source: "agent",
    });
  });

  test("usage, stop reason, answer and duration", async () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 90,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 7 },
      output_tokens: 3,
    };
    const [turn] = await talk({
      ...claude,
      body: request(history),
      answer: answer([{ type: "text", text: "ok" }], usage),
    });
    expect(turn).toMatchObject({ outcome: "complete", stopReason: "end_turn", status: 200 });
    expect(turn!.usage).toMatchObject({ input: 10, cacheRead: 90, cacheWrite5m: 5, cacheWrite1h: 7, output: 3 });
    expect(texts(turn!.answerBlocks)).toEqual(["ok"]);
  });

  test("an error answer is a failed turn with the provider's words", async () => {
    const [turn] = await talk({
      ...claude,
      body: request(history),
      status: 529,
      answer: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    });
    expect(turn).toMatchObject({ outcome: "failed", status: 529 });
    expect(turn!.error).toContain("Overloaded");
  });

  test.each([
    ["no JSON", "{nope"],
    ["an array", "[]"],
  ])("%s is opaque, with an event that says why", async (_, body) => {
    await talk({ ...claude, body });
    const { events } = store.events.since(0, 10);
    expect(events.at(-1)).toMatchObject({ type: "request-opaque", data: { dialect: "anthropic" } });
    expect(recorder.stats().opaque).toBe(1);
  });

  test("events tell what came and what left", async () => {
    await talk({ ...claude, body: request(history) }, { ...claude, body: request(history.slice(0, 3)) });
    const started = store.events.since(0, 50).events.filter((event) => event.type === "turn-started");
    expect(started[0]!.data.added).toHaveLength(8);
    expect(started[1]!.data).toMatchObject({ added: [], removed: ["block-8"] });
  });
});

describe("trouble", () => {
  test("a store that fails loses the record, not the proxy, and numbers stay right afterwards", async () => {
    await talk({ ...claude, body: request(history) });
    const { insert } = store.turns;
    store.turns.insert = () => {
      throw new Error("disk full");
    };
    tell(recorder, { ...claude, body: request([...history, user("lost")]) });
    await recorder.drain();
    store.turns.insert = insert;
    expect(recorder.stats().failedOpen).toBeGreaterThan(0);
    const [after] = await talk({ ...claude, body: request([...history, user("lost"), user("kept")]) });
    expect(texts(after!.blocks).slice(-2)).toEqual(["lost", "kept"]);
    expect(after!.number).toBe(2);
  });

  test("a large body is read in steps and recorded all the same", async () => {
    const big = Array.from({ length: 60 }, (_, n) => user(`${n} ${"x".repeat(80_000)}`));
    tell(recorder, { ...claude, body: request(big) });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await recorder.drain();
    clearInterval(timer);
    expect(store.turns.ofSession(store.sessions.latest()!.n, { limit: 1 })[0]!.blocks).toHaveLength(64);
    expect(turns).toBeGreaterThan(1);
  });

  test.each([
    ["small", 1_000, true],
    ["of 3 MB", 3 << 20, false],
  ])("an answer that is %s: whether the commit waits while it is read", async (_, size, waits) => {
    let isCommitting = false;
    let isReadInCommit = false;
    const { transaction } = store;
    store.transaction = (work) => {
      isCommitting = true;
      const result = transaction(work);
      isCommitting = false;
      return result;
    };
    const text = "x".repeat(size);
    const chunk = Buffer.from(JSON.stringify(answer([{ type: "text", text }])));
    const { length } = chunk;
    // Who reads the bytes asks how many they are.
    Object.defineProperty(chunk, "length", {
      get() {
        isReadInCommit ||= isCommitting;
        return length;
      },
    });
    const [turn] = await talk({ ...claude, body: request([user("hello")]), answer: chunk });
    expect(turn).toMatchObject({ outcome: "complete", answerBytes: length });
    expect(texts(turn!.answerBlocks)).toEqual([text]);
    expect(isReadInCommit).toBe(waits);
  });
});
