import type { Intent } from "@aperture/engine/stage/intent";
import type { StageBlock, StageResult } from "@aperture/engine/stage/stage";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, request, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

type Ask = (blocks: readonly StageBlock[]) => Promise<StageResult>;

/** A conversation with one stage elsewhere behind `after_zone`. */
const talkWith = (ask: Ask, protecting: readonly string[] = []): GovernedTalk =>
  governedTalk(store, {
    slots: (at) => (at === "after_zone" ? [{ name: "plugin:far/after_zone", ask }] : []),
    protecting: () => protecting,
  });

const headers = (session: string) => ({
  headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": session },
});
const done = answer([{ type: "text", text: "done" }]);
const told = (session: string, text: string) => ({ ...headers(session), body: request([user(text)]), answer: done });
const edit = (block: number, text: string): Intent => ({
  kind: "edit",
  block,
  text,
  reason: "because",
  actor: "plugin:far",
});
const textsOf = (body: unknown): string[] =>
  (body as { messages: { content: string }[] }).messages.map(({ content }) => content);
const saying = (blocks: readonly StageBlock[], text: string): number => blocks.find((block) => block.text === text)!.n;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it left",
    (error: { code: string }) => error.code,
  );

test("a stage elsewhere is asked once the request is stored, and what it wants leaves with it", async () => {
  const turns: number[] = [];
  const talk = talkWith(async (blocks) => {
    await new Promise((resolve) => setImmediate(resolve));
    turns.push(store.transaction(() => store.turns.ofLane(1, 5).length));
    return [edit(saying(blocks, "hello there"), "hi")];
  });
  expect(textsOf(await talk.send({ ...told("aaaa", "hello there"), at: 1_000 }))).toEqual(["hi"]);
  expect(turns).toEqual([1]);
  const [change] = store.control.changes.ofSession(1, ["applied"]);
  expect(change).toMatchObject({ actor: "plugin:far", kind: "edit", state: "applied" });
});

test("what a user decides meanwhile counts, and the stage is not asked again", async () => {
  let asked = 0;
  const talk: GovernedTalk = talkWith(async (blocks) => {
    asked++;
    talk.change(saying(blocks, "hello there"), "the user's", { kind: "edit", level: "original", forced: true });
    return { intents: [], reason: "nothing to say" };
  });
  expect(textsOf(await talk.send({ ...told("aaaa", "hello there"), at: 1_000 }))).toEqual(["the user's"]);
  expect(asked).toBe(1);
});

test("while one conversation waits for a stage, others are decided", async () => {
  const held = Promise.withResolvers<StageResult>();
  const order: string[] = [];
  const talk = talkWith((blocks) => (blocks.some(({ text }) => text === "slow") ? held.promise : Promise.resolve([])));
  const slow = talk.send({ ...told("aaaa", "slow"), at: 1_000 }).then(() => order.push("slow"));
  await talk.send({ ...told("bbbb", "quick"), at: 1_001 });
  order.push("quick");
  held.resolve([]);
  await slow;
  expect(order).toEqual(["quick", "slow"]);
});

test("one that rejects costs nothing but itself", async () => {
  const talk = talkWith(() => Promise.reject(new Error("it fell over")));
  expect(textsOf(await talk.send({ ...told("aaaa", "hello"), at: 1_000 }))).toEqual(["hello"]);
  const failed = store.events.since(0, 100).events.find(({ type }) => type === "stage-failed");
  expect(failed!.data).toMatchObject({ stage: "plugin:far/after_zone", message: "it fell over" });
});

test("what a protecting stage wants and cannot have keeps the request here", async () => {
  const missing = talkWith(async () => ({ intents: [edit(99, "gone")], reason: null, protects: true }), ["far"]);
  await expect(missing.send({ ...told("aaaa", "hello"), at: 1_000 })).rejects.toMatchObject({
    code: "plugin_blocked",
    message: expect.stringContaining("block-99"),
  });
});

test("said already is no failure of a protecting stage", async () => {
  const talk = talkWith(
    async (blocks) => ({
      intents: blocks.filter(({ text }) => text === "secret").map(({ n }) => ({ ...edit(n, "hidden"), forced: true })),
      reason: null,
      protects: true,
    }),
    ["far"],
  );
  for (const at of [1_000, 2_000])
    expect(textsOf(await talk.send({ ...told("aaaa", "secret"), at }))).toEqual(["hidden"]);
});

test("nothing passes by a stage that protects: no bypass, no body that cannot be read", async () => {
  const talk = talkWith(async () => [], ["far"]);
  const refusalOf = async (more: object, bytes: Uint8Array | null, reason: string | null) => {
    const exchange = talk.recorder.begin({ ...headOf({ ...told("aaaa", "hello"), at: 1_000 }), ...more })!;
    const { refusal } = await exchange.govern(bytes, reason, new AbortController().signal);
    exchange.end();
    return refusal;
  };
  const body = Buffer.from(JSON.stringify(request([user("hello")])));
  expect((await refusalOf({ bypass: true }, body, null))!.code).toBe("bypass_refused");
  expect((await refusalOf({}, null, "too large to be read"))!.message).toContain("too large");
  expect((await refusalOf({ sealed: "encrypted" }, body, null))!.code).toBe("plugin_blocked");
  expect((await refusalOf({ counts: "anthropic" }, body, null))!.code).toBe("plugin_blocked");
  expect(await codeOf(talk.sendBytes({ ...told("aaaa", ""), body: "{ no json", at: 2_000 }))).toBe("plugin_blocked");
  await talk.recorder.drain();
});

test("a client that leaves while a stage is asked leaves, and the next request is decided as ever", async () => {
  const held = Promise.withResolvers<StageResult>();
  let first = true;
  const talk = talkWith(() => {
    if (!first) return Promise.resolve([]);
    first = false;
    return held.promise;
  });
  const gone = new AbortController();
  const exchange = talk.recorder.begin(headOf({ ...told("aaaa", "hello"), at: 1_000 }))!;
  const verdict = exchange.govern(Buffer.from(JSON.stringify(request([user("hello")]))), null, gone.signal);
  gone.abort(new Error("the client left"));
  held.resolve([]);
  await expect(verdict).rejects.toThrow("the client left");
  exchange.fail("client_gone", "the client left");
  await talk.recorder.drain();
  expect(textsOf(await talk.send({ ...told("aaaa", "hello"), at: 2_000 }))).toEqual(["hello"]);
});
