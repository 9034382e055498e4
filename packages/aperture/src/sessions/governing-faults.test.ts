import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Exchange } from "../proxy/exchange.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

let store: Store;
let talk: GovernedTalk;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
});
afterEach(() => store.close());

const agent = (session: string) => ({
  headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": session },
});
const claude = agent("aaaa");
const secret = "hunter2-hunter2";
const placeholder = "REDACTED_1_abc123";
const long = (name: string) => `${name} ${"all that the tool said. ".repeat(100)}`;
const first = [user("fix it"), call("t1", "src/a.ts"), result("t1", long("one")), user("go on")];
const second = [...first, assistant("done"), user("and now?")];
const third = [...second, assistant("well"), user("more")];
const done = () => answer([{ type: "text", text: "done" }]);
const resultOf = (body: unknown, at = 2): string =>
  (body as { messages: { content: { content: string }[] }[] }).messages[at]!.content[0]!.content;

/** A redaction as the operation stores it. */
function redact(session: number, value = secret): void {
  store.control.redactions.insert({ session, value, placeholder, operation: null, at: 0, active: true });
  talk.governor.touched(session);
}

/** Everything that `work` wants to write fails, as on a full disk: with the commit, or with the first word. */
async function whileStoreFails<T>(when: "at the commit" | "at once", work: () => Promise<T>): Promise<T> {
  const { transaction } = store;
  store.transaction = (write) => {
    if (when === "at once") throw new Error("disk full");
    return transaction(() => {
      write();
      throw new Error("disk full");
    }) as never;
  };
  try {
    return await work();
  } finally {
    store.transaction = transaction;
  }
}

describe.each(["at once", "at the commit"] as const)("the database fails %s", (when) => {
  test("what was applied is sent again; what waits is not applied behind the store's back", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.change(talk.blockOf(long("one")), "short", { forced: true });
    await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
    talk.change(talk.blockOf("go on"), "go on, please", { forced: true });
    const failed = await whileStoreFails(when, () => talk.sendBytes({ ...claude, at: 2_000, body: request(third) }));
    const expected = JSON.stringify(request(third)).replace(JSON.stringify(long("one")), '"short"');
    expect(Buffer.from(failed).toString()).toBe(expected);
    const again = await whileStoreFails(when, () => talk.sendBytes({ ...claude, at: 3_000, body: request(third) }));
    expect(Buffer.from(again).toString()).toBe(expected);
    // The database works again: the change that waited is made, and stored as applied with this very request.
    const healed = JSON.stringify(await talk.send({ ...claude, at: 4_000, body: request(third), answer: done() }));
    expect(healed).toContain("go on, please");
    expect(healed).not.toContain(long("one"));
    expect(store.control.changes.ofSession(1, ["applied"]).map(({ appliedTurn }) => appliedTurn)).toEqual([2, 3]);
  });

  test("a redacted value does not leave, where nothing else was ever changed", async () => {
    await talk.send({ ...claude, at: 0, body: request([user(`the key is ${secret}`)]), answer: done() });
    redact(1);
    const more = [user(`the key is ${secret}`), assistant("done"), user(`again: ${secret}`)];
    const sent = await talk.send({ ...claude, at: 1_000, body: request(more), answer: done() });
    expect(JSON.stringify(sent)).not.toContain(secret);
    const next = [...more, assistant("done"), user(`and ${secret}`)];
    const failed = await whileStoreFails(when, () => talk.sendBytes({ ...claude, at: 2_000, body: request(next) }));
    const expected = JSON.stringify(request(next)).replaceAll(secret, placeholder);
    expect(Buffer.from(failed).toString()).toBe(expected);
  });

  test("another conversation that begins alike gets nothing of this one", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    await talk.send({ ...agent("bbbb"), at: 10, body: request(first), answer: done() });
    talk.change(store.blocks.ofSession(1).find(({ hash }) => store.contents.text(hash) === long("one"))!.n, "short", {
      forced: true,
    });
    talk.change(store.blocks.ofSession(2).find(({ hash }) => store.contents.text(hash) === "go on")!.n, "continue", {
      forced: true,
    });
    redact(1, "fix it");
    expect(resultOf(await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() }))).toBe("short");
    await talk.send({ ...agent("bbbb"), at: 1_100, body: request(second), answer: done() });
    const failed = await whileStoreFails(when, () =>
      talk.sendBytes({ ...agent("bbbb"), at: 2_000, body: request(third) }),
    );
    expect(Buffer.from(failed).toString()).toBe(JSON.stringify(request(third)).replace('"go on"', '"continue"'));
  });
});

test("bypass is refused where a value must not leave, and nowhere else", async () => {
  const body = request([user(`the key is ${secret}`)]);
  await talk.send({ ...claude, at: 0, body, answer: done() });
  const verdict = async () => {
    const head = { ...headOf({ ...claude, at: 1_000, body }), bypass: true };
    const exchange = talk.recorder.begin(head) as Exchange | null;
    return exchange?.governed
      ? exchange.govern(Buffer.from(JSON.stringify(body)), null, new AbortController().signal)
      : null;
  };
  expect((await verdict())?.refusal ?? null).toBeNull();
  redact(1);
  expect((await verdict())?.refusal).toMatchObject({ code: "bypass_refused", status: 503 });
});

describe("a request that counts tokens", () => {
  const counting = (told: { body: unknown; headers?: Record<string, string> }) =>
    talk.send({ ...claude, ...told, at: 5_000, counts: "anthropic" });

  test("says no redacted value, before any request of the conversation was governed", async () => {
    await talk.send({ ...claude, at: 0, body: request([user(`the key is ${secret}`)]), answer: done() });
    redact(1);
    const body = JSON.stringify(await counting({ body: request([user(`the key is ${secret}`)]) }));
    expect(body).toBe(JSON.stringify(request([user(`the key is ${placeholder}`)])));
  });

  test("says what is applied and no redacted value, after a restart", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.change(talk.blockOf(long("one")), "short", { forced: true });
    redact(1, "go on");
    await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
    const before = await counting({ body: request(third) });
    talk = governedTalk(store);
    const after = await counting({ body: request(third) });
    expect(resultOf(after)).toBe("short");
    expect(JSON.stringify(after)).not.toContain("go on");
    expect(after).toEqual(before);
  });

  test("of another conversation stays as it came", async () => {
    await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
    talk.change(talk.blockOf(long("one")), "short", { forced: true });
    await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
    const body = await counting({ ...agent("bbbb"), body: request(second) });
    expect(body).toEqual(request(second));
  });

  test.each([
    ["too large", null, "larger than 1 MB"],
    ["no JSON", Buffer.from(`{"messages": ${secret}`), null],
    ["a list", Buffer.from(`["${secret}"]`), null],
    ["a shape with nothing to read", Buffer.from(`{"wrapped":{"messages":["${secret}"]}}`), null],
  ])("that cannot be read (%s) is refused where a value must not leave, else passed on", async (_, bytes, reason) => {
    await talk.send({ ...claude, at: 0, body: request([user("hello")]), answer: done() });
    const told = { ...claude, counts: "anthropic", body: "" } as const;
    const verdict = async () => {
      const exchange = talk.recorder.begin(headOf(told)) as Exchange | null;
      return exchange?.governed ? exchange.govern(bytes, reason, new AbortController().signal) : null;
    };
    expect((await verdict())?.refusal ?? null).toBeNull();
    redact(1);
    expect((await verdict())?.refusal).toMatchObject({ code: "redaction_impossible" });
  });
});
