import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { startConversation } from "../store/testing.ts";
import type { Reading } from "./read-request.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { Recording } from "./recording.ts";
import { SessionBook } from "./session-book.ts";
import type { KnownPart } from "./state.ts";
import { head as headOf, lane as laneOf, session as sessionOf } from "./testing/states.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";
import { tell } from "./testing/tell.ts";
import { writeBlocks } from "./write-blocks.ts";

let store: Store;
let recorder: Recorder;
const wanted: string[] = [];
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  wanted.length = 0;
  recorder = createRecorder({ store, wantCount: (_, __, text) => wanted.push(text) });
});
afterEach(() => store.close());

const numRuns = process.env.APERTURE_DEEP === "1" ? 1_000 : 100;
let sessions = 0;
let words = 0;
const newSession = () => ({ headers: { "user-agent": "claude-cli/2", "x-claude-code-session-id": `s${++sessions}` } });

async function record(claude: ReturnType<typeof newSession>, messages: readonly unknown[], said?: string) {
  const told = { ...claude, body: request(messages) };
  tell(recorder, said === undefined ? told : { ...told, answer: answer([{ type: "text", text: said }]) });
  await recorder.drain();
  const session = store.sessions.byKey(`agent:claude-code:${claude.headers["x-claude-code-session-id"]}`)!;
  return store.turns.ofSession(session.n, { limit: 1 })[0]!;
}
/** The newest `turn-started`. */
function lastStarted() {
  const { events } = store.events.since(Math.max(0, store.events.bounds().last - 20), 20);
  const event = events.findLast((each) => each.type === "turn-started");
  if (!event) throw new Error("no turn has started");
  return event.data;
}
const id = (n: number) => `block-${n}`;

/** Few different texts, so that equal blocks, moves and returns are common. */
const said = fc.constantFrom("continue", "yes", "no", "done", "a b", "<reminder>");
const message = fc.oneof(
  said.map(user),
  said.map(assistant),
  fc.constantFrom("t1", "t2", "t3").map((tool) => call(tool, `${tool}.ts`)),
  fc
    .tuple(fc.constantFrom("t1", "t2", "t3"), fc.constantFrom("text", "[cleared]"))
    .map(([tool, text]) => result(tool, text)),
);
const history = fc.array(message, { minLength: 1, maxLength: 10 });

test("whatever a client does with its history, every turn is what was sent, under numbers of its own", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 2, maxLength: 6 }), async (turns) => {
      const claude = newSession();
      for (const messages of turns) {
        const turn = await record(claude, messages);
        const blocks = turn.blocks.map((n) => store.blocks.get(n)!);
        expect(new Set(turn.blocks).size).toBe(turn.blocks.length);
        expect(blocks.every(({ session }) => session === turn.session)).toBe(true);
        const texts = blocks.slice(-messages.length).map(({ hash }) => store.contents.text(hash));
        const expected = messages.map(({ content }) => {
          if (typeof content === "string") return content;
          const [part] = content;
          return "text" in part! ? part.text : "tool_use_id" in part! ? part.content : undefined;
        });
        for (const [index, text] of expected.entries()) if (text !== undefined) expect(texts[index]).toBe(text);
        expect(blocks.slice(-messages.length).map(({ role }) => role)).toHaveLength(messages.length);
      }
      expect(recorder.stats().failedOpen).toBe(0);
    }),
    { numRuns },
  );
});

test("what was cleared says again what it said, once the client goes back", async () => {
  const claude = newSession();
  const asked = [user("read it"), call("t1", "a.ts")];
  const first = await record(claude, [...asked, result("t1", "const a = 1;")]);
  await record(claude, [...asked, result("t1", "[cleared]"), user("and now?")]);
  const n = first.blocks.at(-1)!;
  const text = () => store.contents.text(store.blocks.get(n)!.hash);
  expect(text()).toBe("[cleared]");
  const back = await record(claude, [...asked, result("t1", "const a = 1;")]);
  expect(back.blocks).toEqual(first.blocks);
  expect(text()).toBe("const a = 1;");
});

test("what only grows keeps all its numbers, also with equal words again and again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 2, maxLength: 5 }), async (steps) => {
      const claude = newSession();
      let before: readonly number[] = [];
      let messages: unknown[] = [];
      for (const [index, step] of steps.entries()) {
        messages = [...messages, user(`step ${index}`), ...step];
        const turn = await record(claude, messages, `answer ${index}`);
        expect(turn.blocks.slice(0, before.length)).toEqual(before);
        messages.push(assistant(`answer ${index}`));
        before = [...turn.blocks, ...turn.answerBlocks];
      }
    }),
    { numRuns },
  );
});

test("events name what came and what left, each once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 2, maxLength: 5 }), async (turns) => {
      const claude = newSession();
      let before: readonly number[] = [];
      let lane = 0;
      for (const messages of turns) {
        // A last word of its own: the same request again would be the same turn.
        const turn = await record(claude, [...messages, user(`last ${++words}`)]);
        const { added, removed } = lastStarted();
        expect(new Set(added).size).toBe(added.length);
        if (lane === turn.lane) {
          expect(removed).toEqual(before.filter((n) => !turn.blocks.includes(n)).map(id));
          for (const n of added) expect(before.map(id)).not.toContain(n);
        }
        for (const n of added) expect(turn.blocks.map(id)).toContain(n);
        before = turn.blocks;
        lane = turn.lane;
      }
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});

test("only what is new or changed is to be counted", async () => {
  const claude = newSession();
  const talk = [user("first"), call("t1", "a.ts"), result("t1", "long text")];
  await record(claude, talk);
  expect(wanted).toContain("first");
  wanted.length = 0;
  await record(claude, [...talk, assistant("ok"), user("second")]);
  expect(wanted).toEqual(["ok", "second"]);
  wanted.length = 0;
  await record(claude, [
    ...talk.slice(0, 2),
    result("t1", "[cleared]"),
    assistant("ok"),
    user("second"),
    user("third"),
  ]);
  expect(wanted).toEqual(["[cleared]", "third"]);
});

test("a mark that moves is stored, and costs no new text", async () => {
  const claude = newSession();
  const marked = (text: string) => ({
    role: "user",
    content: [{ type: "text", text, cache_control: { type: "ephemeral" } }],
  });
  const first = await record(claude, [user("one"), marked("two")]);
  const [one, two] = first.blocks.slice(-2) as [number, number];
  expect(store.blocks.get(two)!.meta.cacheMark).toBe(true);
  wanted.length = 0;
  await record(claude, [user("one"), user("two"), marked("three")]);
  expect(store.blocks.get(two)!.meta.cacheMark).toBeUndefined();
  expect(wanted).toEqual(["three"]);
  await record(claude, [marked("one"), user("two"), user("three"), user("four")]);
  expect(store.blocks.get(one)!.meta.cacheMark).toBe(true);
});

test("going back to another history costs as much as it has blocks, not their square", () => {
  const size = 2_000;
  let reads = 0;
  const part = (n: number): KnownPart => ({
    key: `user:${n}`,
    hash: `hash ${n}`,
    mark: false,
    toolId: undefined,
    turn: 1,
    get n() {
      reads++;
      return n;
    },
  });
  const parts = (from: number) => Array.from({ length: size }, (_, index) => part(from + index));
  const older = headOf([], { parts: parts(1) });
  const lane = laneOf([headOf([], { parts: parts(1 + size) }), older]);
  const drafts = older.parts.map(({ key, hash }) => ({
    draft: { role: "user", key, hash, text: "", kind: "text" } as const,
    start: 0,
    end: 0,
  }));
  const { session } = startConversation(store, "a");
  const written = writeBlocks(
    { store, book: new SessionBook(store), now: Date.now, wantCount: () => {} },
    {
      session: { ...sessionOf([lane]), record: session },
      lane,
      head: older,
      reading: { dialect: "anthropic", drafts } as unknown as Reading,
      recording: { request: { at: 1 } } as unknown as Recording,
      number: 3,
    },
  );
  expect([written.parts.length, written.added.length, written.removed.length]).toEqual([size, 0, size]);
  expect(reads).toBeLessThan(20 * size);
});
