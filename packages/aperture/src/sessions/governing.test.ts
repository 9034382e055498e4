import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, assistant, call, request, result, tools, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

let store: Store;
let talk: GovernedTalk;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
});
afterEach(() => store.close());

const claude = { headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" } };
const long = (name: string) => `${name} ${"all that the tool said. ".repeat(1_000)}`;
/** A user's words with the cache mark the client sets on its last message. */
const marked = (text: string) => ({
  role: "user",
  content: [{ type: "text", text, cache_control: { type: "ephemeral" } }],
});
const bill = (input: number, read: number, write: number) => ({
  input_tokens: input,
  output_tokens: 10,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: write,
});
// What stays is much longer than what is shortened: else a rewrite would pay at once.
const rest = [call("t2", "src/b.ts"), result("t2", long("two").repeat(4))];
const first = [user("fix it"), call("t1", "src/a.ts"), result("t1", long("one")), ...rest, marked("go on")];
const second = [...first.slice(0, 5), user("go on"), assistant("done"), marked("and now?")];
const third = [...second.slice(0, 7), user("and now?"), assistant("well"), marked("more")];
const done = (usage = bill(10, 0, 12_000)) => answer([{ type: "text", text: "done" }], usage);
const resultOf = (body: unknown, at = 2): string =>
  (body as { messages: { content: { content: string }[] }[] }).messages[at]!.content[0]!.content;
const states = (type: string) =>
  store.events
    .since(0, 1_000)
    .events.filter((event) => event.type === type)
    .map(({ data }) => data);

describe("a change of what is cached", () => {
  test("waits while warm, byte for byte, and takes effect when the cache is cold", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.change(talk.blockOf(long("one")), "short");
    const warm = await talk.sendBytes({
      ...claude,
      at: 1_000,
      body: request(second),
      answer: done(bill(10, 12_000, 20)),
    });
    expect(Buffer.from(warm).toString()).toBe(JSON.stringify(request(second)));
    const cold = await talk.send({ ...claude, at: 4_000_000, body: request(third), answer: done() });
    expect(resultOf(cold)).toBe("short");
    expect(states("changes-moved")).toMatchObject([{ changes: [{ state: "applied" }] }]);
  });

  test("forced it takes effect at once, and stays in every later request", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.change(talk.blockOf(long("one")), "short", { forced: true });
    expect(
      resultOf(await talk.send({ ...claude, at: 1_000, body: request(second), answer: done(bill(10, 3_000, 20)) })),
    ).toBe("short");
    expect(resultOf(await talk.send({ ...claude, at: 2_000, body: request(third) }))).toBe("short");
  });

  test("undone it comes back when that is free", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    const { n, session } = talk.change(talk.blockOf(long("one")), "short", { forced: true });
    await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
    store.control.changes.update(n, { state: "undo-pending", forced: false });
    talk.governor.touched(session);
    expect(resultOf(await talk.send({ ...claude, at: 2_000, body: request(third), answer: done() }))).toBe("short");
    expect(resultOf(await talk.send({ ...claude, at: 9_000_000, body: request(third) }))).toBe(long("one"));
    expect(store.control.changes.get(n)!.state).toBe("undone");
  });
});

test("what is new in a request is changed before it is ever sent", async () => {
  await talk.send({ ...claude, at: 0, body: request([marked("fix it")]), answer: done(bill(10, 0, 3_000)) });
  await talk.send({ ...claude, at: 500, body: request(first.slice(0, 2)), answer: done() });
  const block = talk.blockOf("fix it");
  // Any change makes the conversation a governed one.
  talk.change(block, "fix that");
  const body = await talk.send({ ...claude, at: 1_000, body: request(first) });
  expect(resultOf(body)).toBe(long("one"));
});

test("a restart does not take a warm cache for a cold one", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  talk.change(talk.blockOf(long("one")), "short");
  const again = governedTalk(store);
  const sent = await again.sendBytes({ ...claude, at: 60_000, body: request(second) });
  expect(Buffer.from(sent).toString()).toBe(JSON.stringify(request(second)));
});

test("what was applied is applied after a restart, from the store", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  talk.change(talk.blockOf(long("one")), "short", { forced: true });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
  const again = governedTalk(store);
  expect(resultOf(await again.send({ ...claude, at: 2_000, body: request(third) }))).toBe("short");
});

test("a failing database sends the last good form, not the originals", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  talk.change(talk.blockOf(long("one")), "short", { forced: true });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
  const { transaction } = store;
  store.transaction = () => {
    throw new Error("disk full");
  };
  const body = await talk.send({ ...claude, at: 2_000, body: request(third) });
  store.transaction = transaction;
  expect(resultOf(body)).toBe("short");
  expect(talk.recorder.stats().failedOpen).toBeGreaterThan(0);
});

test("a request that counts tokens gets the same edits, and is no turn", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  talk.change(talk.blockOf(long("one")), "short", { forced: true });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
  const turns = store.turns.countOfSession(1);
  const counting = await talk.send({ ...claude, at: 2_000, counts: "anthropic", body: request(second) });
  expect(resultOf(counting)).toBe("short");
  expect(store.turns.countOfSession(1)).toBe(turns);
});

test("a conversation without decisions leaves as it came, unread", async () => {
  const exchange = talk.recorder.begin(headOf({ ...claude, body: "" }));
  expect(exchange?.governed).toBe(false);
  exchange?.fail("client_gone", "test");
  await talk.recorder.drain();
});

test("a miss names the block where the prompts part, and that it was the client", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  const cleared = [first[0], first[1], result("t1", "[cleared by the client]"), ...second.slice(3)];
  await talk.send({ ...claude, at: 1_000, body: request(cleared), answer: done(bill(10, 300, 12_000)) });
  expect(states("cache-missed")).toMatchObject([
    { cause: "client", block: `block-${talk.blockOf("[cleared by the client]")}`, culprit: null },
  ]);
});

test("a miss that we caused names who", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  const block = talk.blockOf(long("one"));
  talk.change(block, "short", { forced: true, actor: "plugin:eager" });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done(bill(10, 300, 12_000)) });
  expect(states("cache-missed")).toMatchObject([{ cause: "stage", block: `block-${block}`, culprit: "plugin:eager" }]);
});

test("other tools are other settings of the client", async () => {
  await talk.send({
    ...claude,
    at: 0,
    body: request(first, { thinking: { type: "enabled", budget_tokens: 1_000 } }),
    answer: done(),
  });
  await talk.send({ ...claude, at: 1_000, body: request(second, { tools }), answer: done(bill(10, 300, 12_000)) });
  expect(states("cache-missed")).toMatchObject([{ cause: "settings", block: null }]);
});

test("the ledger says what an applied change was worth, and nothing where nothing was changed", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  const session = store.sessions.latest()!.n;
  expect(store.control.ledger.ofSession(session).map(({ billed, untouched }) => untouched - billed)).toEqual([0]);
  talk.change(talk.blockOf(long("one")), "short", { forced: true });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done(bill(10, 0, 300)) });
  await talk.send({ ...claude, at: 2_000, body: request(third), answer: done(bill(10, 310, 20)) });
  const [, rewritten, saved] = store.control.ledger.ofSession(session);
  expect(saved!.untouched).toBeGreaterThan(saved!.billed);
  expect(saved!.actors.user).toBeGreaterThan(1_000);
  expect(rewritten!.runs.map(({ stage }) => stage)).toContain("decide");
});

describe("hold", () => {
  test("a held request waits, and leaves with what was changed meanwhile", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    const session = store.sessions.latest()!.n;
    talk.holds.arm(session, 60_000);
    const sending = talk.send({ ...claude, at: 1_000, body: request(second) });
    await until(() => talk.holds.list(session)[0]?.state === "held");
    talk.change(talk.blockOf(long("one")), "short", { forced: true });
    talk.holds.release("hold-1", "send");
    expect(resultOf(await sending)).toBe("short");
  });

  test("a dropped one is answered with an error", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.holds.arm(store.sessions.latest()!.n, 60_000);
    const sending = talk.send({ ...claude, at: 1_000, body: request(second) });
    await until(() => talk.holds.list()[0]?.state === "held");
    talk.holds.release("hold-1", "drop");
    await expect(sending).rejects.toMatchObject({ code: "request_dropped" });
    // The agent tries again: the same answer, without a hold. What is asked instead goes out.
    for (const at of [2_000, 3_000])
      await expect(talk.send({ ...claude, at, body: request(second) })).rejects.toMatchObject({
        code: "request_dropped",
      });
    expect(talk.holds.list()).toHaveLength(1);
    expect(await talk.send({ ...claude, at: 4_000, body: request(third) })).toEqual(request(third));
    expect(await talk.send({ ...claude, at: 40_000, body: request(second) })).toEqual(request(second));
  });

  test("a client without an id of its own is held by what it says, and its next try is dropped too", async () => {
    const sdk = { headers: { "user-agent": "anthropic/js 1.0" } };
    await talk.send({ ...sdk, at: 0, body: request(first), answer: done() });
    talk.holds.arm(store.sessions.latest()!.n, 60_000);
    const sending = talk.send({ ...sdk, at: 1_000, body: request(second) });
    await until(() => talk.holds.list()[0]?.state === "held");
    talk.holds.release("hold-1", "drop");
    await expect(sending).rejects.toMatchObject({ code: "request_dropped" });
    await expect(talk.send({ ...sdk, at: 2_000, body: request(second) })).rejects.toMatchObject({
      code: "request_dropped",
    });
  });

  test("a title passes and leaves the hold to the conversation", async () => {
    await talk.send({ ...claude, at: 0, body: request(first, { tools }), answer: done() });
    talk.holds.arm(store.sessions.latest()!.n, 60_000);
    const title = request([user("Title of: fix it")], { tools: [] });
    expect(await talk.send({ ...claude, at: 1_000, body: title })).toEqual(title);
    expect(talk.holds.list()[0]!.state).toBe("armed");
  });

  test("nobody comes: it is sent as it is", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.holds.arm(store.sessions.latest()!.n, 20);
    const body = await talk.sendBytes({ ...claude, at: 1_000, body: request(second) });
    expect(Buffer.from(body).toString()).toBe(JSON.stringify(request(second)));
    expect(talk.holds.list()[0]?.state).toBe("timed-out");
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
