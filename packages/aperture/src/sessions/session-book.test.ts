import { parseDocument } from "@aperture/engine/document/parse-document";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { startConversation } from "../store/testing.ts";
import { nativeBytes } from "./native-bytes.ts";
import { createRecorder } from "./recorder.ts";
import { remember, SessionBook } from "./session-book.ts";
import type { Head } from "./state.ts";
import { head } from "./testing/states.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";
import { tell } from "./testing/tell.ts";

let store: Store;
let book: SessionBook;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  book = new SessionBook(store);
});
afterEach(() => store.close());

const headWith = (bytes: number): Head => {
  const body = Buffer.alloc(bytes, 0x20);
  body.write('{"a":1}');
  const document = parseDocument(body, "messages", nativeBytes);
  if ("opaque" in document) throw new Error(document.opaque);
  return head(["a"], { document });
};
const open = (key: string) => {
  const session = book.add(startConversation(store, key).session);
  return book.addLane(session, store.lanes.ofSession(session.record.n)[0]!);
};
const MB = 1 << 20;

describe("sessions in memory", () => {
  test("a session is the same object until it is forgotten, then read anew", () => {
    startConversation(store, "a");
    const first = book.byKey("a")!;
    expect(book.byKey("a")).toBe(first);
    book.forget(first.record.n);
    expect(book.byKey("a")).not.toBe(first);
    expect(book.byKey("a")).toEqual(first);
    expect(book.byKey("unknown")).toBeUndefined();
    book.forget(999);
  });

  test("64 are kept, the ones used last", () => {
    for (let index = 0; index < 70; index++) startConversation(store, `s${index}`);
    const zero = book.byKey("s0")!;
    const one = book.byKey("s1")!;
    for (let index = 2; index < 64; index++) book.byKey(`s${index}`);
    expect(book.byKey("s0")).toBe(zero);
    book.byKey("s64");
    expect(book.byKey("s0")).toBe(zero);
    expect(book.byKey("s1")).not.toBe(one);
  });

  test("those in memory come last used first", () => {
    const { session } = startConversation(store, "a");
    const add = (n: number) => book.add({ ...session, n: 100 + n, key: `c${n}`, source: "content" });
    const states = [add(1), add(2), add(3)];
    book.byKey("c1");
    expect(book.inMemory()).toEqual([states[0], states[2], states[1]]);
  });

  test("clear forgets all of them", () => {
    startConversation(store, "a");
    const before = book.byKey("a");
    book.clear();
    expect(book.inMemory()).toEqual([]);
    expect(book.byKey("a")).not.toBe(before);
  });
});

describe("heads", () => {
  test("eight per lane, newest first, two with their body", () => {
    const lane = open("a");
    const heads = Array.from({ length: 10 }, () => headWith(100));
    for (const each of heads) book.addHead(lane, each);
    expect(lane.heads).toEqual(heads.toReversed().slice(0, 8));
    expect(heads.map(({ document }) => document !== null)).toEqual([...Array(8).fill(false), true, true]);
  });

  test("bodies take 20 MB over all sessions; the oldest go first, the newest stays whatever its size", () => {
    const heads = Array.from({ length: 5 }, (_, index) => {
      const each = headWith(5 * MB);
      book.addHead(open(`s${index}`), each);
      return each;
    });
    expect(heads.map(({ document }) => document !== null)).toEqual([false, true, true, true, true]);
    const huge = headWith(60 * MB);
    book.addHead(open("huge"), huge);
    expect(heads.every(({ document }) => document === null)).toBe(true);
    expect(huge.document).not.toBeNull();
  });

  test("what is forgotten, replaced or cleared gives its room back", () => {
    const lane = open("a");
    const first = headWith(8 * MB);
    book.addHead(lane, first);
    book.removeHead(lane, first);
    expect(lane.heads).toEqual([]);
    expect(first.document).toBeNull();
    book.addHead(lane, headWith(8 * MB));
    book.forget(lane.record.session);
    book.addHead(open("b"), headWith(8 * MB));
    book.clear();
    const kept = Array.from({ length: 4 }, () => headWith(5 * MB));
    for (const [index, each] of kept.entries()) book.addHead(open(`k${index}`), each);
    expect(kept.every(({ document }) => document !== null)).toBe(true);
  });

  test("are found by session and turn", () => {
    const lane = open("a");
    const wanted = head(["x"]);
    book.addHead(lane, head(["w"]));
    book.addHead(lane, wanted);
    expect(book.find(lane.record.session, wanted.turn)).toEqual({ lane, head: wanted });
    expect(book.find(lane.record.session, 9_999)).toBeUndefined();
    expect(book.find(999, wanted.turn)).toBeUndefined();
  });
});

test("remember keeps all numbers of a key, in order", () => {
  const lane = open("a");
  for (const n of [3, 5]) remember(lane, "k", n);
  remember(lane, "other", 4);
  expect([...lane.known]).toEqual([
    ["k", [3, 5]],
    ["other", [4]],
  ]);
});

test("what is read back from the store is what memory held", async () => {
  const claude = { headers: { "user-agent": "claude-cli/2", "x-claude-code-session-id": "x" } };
  const recorder = createRecorder({ store });
  const history: unknown[] = [user("fix it"), call("t1", "a.ts"), result("t1", "text")];
  for (const said of ["one", "two", "three"]) {
    tell(recorder, { ...claude, body: request(history), answer: answer([{ type: "text", text: said }]) });
    await recorder.drain();
    history.push(assistant(said), user("go on"));
  }
  const { lanes } = book.byKey("agent:claude-code:x")!;
  const [newest] = lanes[0]!.heads;
  expect(lanes[0]!.heads).toHaveLength(3);
  expect(newest).toMatchObject({ state: "complete", document: null });
  expect(newest!.keys.frame.size).toBe(4);
  expect(newest!.keys.conversation).toHaveLength(7);
  expect(newest!.keys.answer).toHaveLength(1);
  const [turn] = store.turns.ofLane(lanes[0]!.record.n, 1);
  expect(newest!.parts.map(({ n }) => n)).toEqual(turn!.blocks);
  expect(newest!.answer.map(({ n }) => n)).toEqual(turn!.answerBlocks);
  for (const { key, n, hash } of [...newest!.parts, ...newest!.answer])
    expect(store.blocks.get(n)).toMatchObject({ key, hash });
  const known = new Set([...lanes[0]!.known.values()].flat());
  expect(known).toEqual(new Set(store.blocks.ofSession(1).map(({ n }) => n)));
});
