import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

// What stands in a lane leaves before anything is written. Whatever way a request takes, its bytes are those that would
// have been decided.

let store: Store;
let talk: GovernedTalk;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
});
afterEach(() => store.close());

const claude = { headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" } };
const long = (name: string) => `${name} ${"all that the tool said. ".repeat(40)}`;
const first = [user("fix it"), call("t1", "src/a.ts"), result("t1", long("one")), user("go on")];
const second = [...first, assistant("done"), user("and now?")];
const third = [...second, assistant("done"), user("more")];
const done = () => answer([{ type: "text", text: "done" }]);
const resultOf = (body: unknown): string =>
  (body as { messages: { content: { content: string }[] }[] }).messages[2]!.content[0]!.content;
const turns = () => store.turns.ofSession(1, { limit: 100 }).length;

/** A conversation in which a result is compressed and was sent so. */
async function compressed(): Promise<void> {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done() });
  talk.change(talk.blockOf(long("one")), "short", { forced: true });
  await talk.send({ ...claude, at: 1_000, body: request(second), answer: done() });
}

/** What leaves, and how many turns the store knew when it did. */
async function leaving(body: unknown, at = 2_000) {
  talk.setNow(at);
  const bytes = Buffer.from(JSON.stringify(body));
  const exchange = talk.recorder.begin(headOf({ ...claude, body }))!;
  const verdict = await exchange.govern(bytes, null, new AbortController().signal);
  const known = turns();
  exchange.head(200, { "content-type": "application/json" });
  exchange.chunk(Buffer.from(JSON.stringify(done())));
  exchange.end();
  await talk.recorder.drain();
  return { body: JSON.parse(Buffer.from(verdict.body ?? bytes).toString()) as unknown, known };
}

describe("with nothing to decide", () => {
  test("the same edits leave before the turn is written, and the turn is written behind them", async () => {
    await compressed();
    const { body, known } = await leaving(request(third));
    expect(resultOf(body)).toBe("short");
    expect([known, turns()]).toEqual([2, 3]);
  });

  test("its stages ran all the same, behind its bytes", async () => {
    await compressed();
    await leaving(request(third));
    const turn = store.turns.ofSession(1, { limit: 1 })[0]!;
    const stages = store.control.ledger.get(turn.n)?.runs.map(({ stage }) => stage);
    expect(stages).toEqual(expect.arrayContaining(["parse", "assignZones", "decide", "emit"]));
  });

  test("a history that was cut further down is looked at block by block, and leaves first as well", async () => {
    await compressed();
    const { body, known } = await leaving(request([...first.slice(0, 3), user("something else")]));
    expect(resultOf(body)).toBe("short");
    expect(known).toBe(2);
  });

  test("of a database that fails nothing is felt", async () => {
    await compressed();
    store.transaction = () => {
      throw new Error("disk full");
    };
    expect(resultOf((await leaving(request(third))).body)).toBe("short");
    expect(talk.recorder.stats().failedOpen).toBeGreaterThan(0);
  });
});

describe("it is decided first, and written", () => {
  test("where something waits", async () => {
    await compressed();
    talk.change(talk.blockOf("go on"), "go on, please", { forced: true });
    const { body, known } = await leaving(request(third));
    expect(known).toBe(3);
    expect((body as { messages: unknown[] }).messages[3]).toEqual(user("go on, please"));
  });

  test("where a value must not leave", async () => {
    await compressed();
    store.control.redactions.insert({
      session: 1,
      value: "hunter2-hunter2",
      placeholder: "REDACTED_1_abc123",
      operation: null,
      at: 0,
      active: true,
    });
    talk.governor.touched(1);
    const { body, known } = await leaving(request([...third, user("it is hunter2-hunter2")]));
    expect(known).toBe(3);
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  test("where the client says something else than what was compressed: that is retired", async () => {
    await compressed();
    const changed = [first[0]!, first[1]!, result("t1", long("two")), ...third.slice(3)];
    const { body, known } = await leaving(request(changed));
    expect(known).toBe(3);
    expect(resultOf(body)).toBe(long("two"));
    expect(store.control.changes.ofSession(1, ["retired"])).toHaveLength(1);
  });

  test("where somebody holds it", async () => {
    await compressed();
    const { id } = talk.holds.arm(1, 60_000);
    const held = leaving(request(third));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(turns()).toBe(3);
    talk.holds.release(id, "send");
    expect(resultOf((await held).body)).toBe("short");
  });
});

test("a question about the conversation that brings no tools is none of its requests", async () => {
  await compressed();
  const { body } = await leaving(request([...third, user("give it a title")], { tools: [] }));
  expect(resultOf(body)).toBe(long("one"));
});

describe("any conversation", () => {
  const numRuns = process.env.APERTURE_DEEP === "1" ? 500 : 60;
  const said = fc.constantFrom("go on", "yes", "no", long("words"), "<reminder>");
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("say" as const), text: said, marked: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("use" as const), text: said }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("cut" as const), keep: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("drop" as const), at: fc.nat(12) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("again" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("change" as const), at: fc.nat(30), forced: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("undo" as const), at: fc.nat(5), forced: fc.boolean() }) },
  );

  let byBytes = 0;

  test("leaves with the same bytes as if each request had been decided", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
        const ahead = await play(steps, true);
        byBytes += ahead.byBytes;
        const decided = await play(steps, false);
        expect({ ...ahead, byBytes: 0 }).toEqual(decided);
      }),
      { numRuns },
    );
    // It says something only if that way was taken.
    expect(byBytes).toBeGreaterThan(numRuns / 10);
  }, 300_000);

  /** Bodies that left, and what became of each change. */
  async function play(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], stands: boolean) {
    const own = openStore({ file: ":memory:" });
    const conversation = governedTalk(own);
    let edited = 0;
    const { standing } = conversation.governor;
    conversation.governor.standing = (session, lane) => {
      const found = stands ? standing(session, lane) : null;
      if (found?.last) edited++;
      return found;
    };
    const left: string[] = [];
    let messages: unknown[] = [user("begin"), call("t0", "src/a.ts"), result("t0", long("zero"))];
    let at = 0;
    const send = async () => {
      at += 1_000;
      const bytes = await conversation.sendBytes({ ...claude, at, body: request(messages), answer: done() });
      left.push(Buffer.from(bytes).toString());
    };
    const blocks = () => own.turns.ofSession(1, { limit: 1 })[0]?.blocks ?? [];
    await send();
    try {
      for (const [index, each] of steps.entries()) {
        if (each.do === "say") {
          const part = { type: "text", text: each.text };
          const content = each.marked ? [{ ...part, cache_control: { type: "ephemeral" } }] : each.text;
          messages = [...messages, assistant("done"), { role: "user", content }];
        } else if (each.do === "use")
          messages = [...messages, call(`t${index + 1}`, "src/b.ts"), result(`t${index + 1}`, each.text)];
        else if (each.do === "cut") messages = messages.slice(0, Math.max(1, each.keep));
        else if (each.do === "drop") messages = messages.filter((_, place) => place !== each.at || place === 0);
        else if (each.do === "change") {
          const block = blocks().at(each.at % Math.max(1, blocks().length));
          const role = block === undefined ? undefined : own.blocks.get(block)?.role;
          if (block !== undefined && (role === "tool_result" || role === "user"))
            conversation.change(block, `short ${index}`, { forced: each.forced });
        } else if (each.do === "undo") {
          const change = own.control.changes.ofSession(1, ["applied"]).at(each.at);
          if (change) own.control.changes.update(change.n, { state: "undo-pending", forced: each.forced });
          conversation.governor.touched(1);
        }
        await send();
      }
      const states = own.control.changes
        .ofSession(1, ["pending", "applied", "undo-pending", "undone", "withdrawn", "retired", "superseded"])
        .map(({ n, state, appliedTurn }) => ({ n, state, appliedTurn }));
      const predicted = own.turns.ofSession(1, { limit: 100 }).map(({ n }) => own.control.ledger.get(n)?.predictedRead);
      return { left, states, predicted, byBytes: edited };
    } finally {
      own.close();
    }
  }
});
