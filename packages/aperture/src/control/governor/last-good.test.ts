import { dialects } from "@aperture/engine/dialects/index";
import { parseDocument } from "@aperture/engine/document/parse-document";
import type { Change } from "@aperture/engine/governor/change";
import { describe, expect, test } from "vitest";
import { nativeBytes } from "../../sessions/native-bytes.ts";
import { result, user } from "../../sessions/testing/talk.ts";
import { LastGood, type SentForm } from "./last-good.ts";

const { anthropic } = dialects;
const read = (messages: readonly unknown[], more: object = {}) => {
  const text = JSON.stringify({ model: "m", system: "You code.", messages, ...more });
  const document = parseDocument(Buffer.from(text), anthropic.historyKey, nativeBytes);
  if ("opaque" in document) throw new Error(document.opaque);
  return { dialect: anthropic, document, drafts: anthropic.blocks(document), text };
};
const talk = [user("fix it"), result("t1", "long text"), user("go on")];
const change = (block: number, text: string, more: Partial<Change> = {}) =>
  [block, { block, kind: "edit", text, anchor: null, ...more } as Change] as const;
/** What was sent of a conversation: changes by block; the system prompt is block 1. */
const sent = (
  changes: readonly (readonly [number, Change])[],
  more: Partial<SentForm> = {},
  messages = talk,
): SentForm => ({
  session: 1,
  dialect: "anthropic",
  parts: read(messages).drafts.map(({ draft: { key, hash } }, index) => ({ n: index + 1, key, hash })),
  changes: new Map(changes),
  redactions: [],
  ...more,
});
const redactions = [{ value: "secret", placeholder: "REDACTED_1_abc123" }];
const replay = (book: LastGood, messages: readonly unknown[], how: Partial<Parameters<LastGood["replay"]>[1]> = {}) => {
  const request = read(messages);
  const made = book.replay(request, { sessions: [1], redactions: [], ...how });
  return made && { text: Buffer.from(made.body).toString(), lane: made.lane, came: request.text };
};

describe("replay", () => {
  test("what was sent in place of a block stands there again, everything else byte for byte", () => {
    const book = new LastGood();
    book.remember(7, sent([change(3, "short")]));
    const again = replay(book, [...talk, user("more")])!;
    expect(again.lane).toBe(7);
    expect(again.text).toBe(again.came.replace("long text", "short"));
  });

  test("inserted texts: behind their block in their order, and at the end of the system prompt", () => {
    const book = new LastGood();
    book.remember(
      7,
      sent([
        change(50, "one", { kind: "insert", anchor: 2 }),
        change(51, "two", { kind: "insert", anchor: 2 }),
        change(52, "of the frame", { kind: "insert", anchor: null }),
        change(3, "short"),
      ]),
    );
    const { text } = replay(book, talk)!;
    expect(text.indexOf("fix it")).toBeLessThan(text.indexOf("one"));
    expect(text.indexOf("one")).toBeLessThan(text.indexOf("two"));
    expect(text.indexOf("two")).toBeLessThan(text.indexOf("short"));
    expect(JSON.stringify((JSON.parse(text) as { system: unknown }).system)).toContain("of the frame");
  });

  test("equal blocks are told apart by their place among themselves", () => {
    const same = [user("again"), user("again"), user("again")];
    const book = new LastGood();
    book.remember(7, sent([change(3, "the second")], {}, same));
    expect(replay(book, same)!.text).toContain(
      '"again"},{"role":"user","content":"the second"},{"role":"user","content":"again"',
    );
  });

  test("a block that says something else now is left alone", () => {
    const book = new LastGood();
    book.remember(7, sent([change(3, "short")]));
    expect(replay(book, [talk[0], result("t1", "another text"), talk[2]])).toBeNull();
  });

  test("of several lanes the one with most in it; of other sessions or dialects none, unless any will do", () => {
    const book = new LastGood();
    book.remember(7, sent([change(3, "short")]));
    book.remember(8, sent([change(3, "shorter"), change(2, "do")]));
    book.remember(9, sent([change(3, "of another"), change(2, "of another"), change(4, "of another")], { session: 2 }));
    expect(replay(book, talk)).toMatchObject({ lane: 8 });
    expect(replay(book, talk, { sessions: [2] })).toMatchObject({ lane: 9 });
    expect(replay(book, talk, { sessions: null })).toMatchObject({ lane: 9 });
    expect(replay(book, talk, { sessions: [] })).toBeNull();
    const other = new LastGood();
    other.remember(7, sent([change(3, "short")], { dialect: "gemini" }));
    expect(replay(other, talk)).toBeNull();
  });

  test("values never leave: in the client's texts, in what was sent, and where nothing was ever changed", () => {
    const book = new LastGood();
    expect(replay(book, [user("the secret")], { redactions })).toMatchObject({
      lane: null,
      text: expect.stringContaining("the REDACTED_1_abc123"),
    });
    book.remember(7, sent([change(3, "short secret")]));
    expect(replay(book, [...talk, user("secret")], { redactions })!.text).not.toContain("secret");
    expect(replay(new LastGood(), talk, { redactions })).toBeNull();
  });

  test("a body that cannot be edited throws", () => {
    const book = new LastGood();
    book.remember(7, sent([change(3, "short")]));
    const request = read(talk);
    const broken = {
      ...request,
      dialect: {
        ...anthropic,
        editing: { ...anthropic.editing, edits: () => [{ start: 1, end: 0, bytes: Buffer.from("") }] },
      },
    };
    expect(() => book.replay(broken, { sessions: [1], redactions: [] })).toThrow(RangeError);
  });
});

test("remembered until nothing is applied any more, or the session is forgotten", () => {
  const book = new LastGood();
  book.remember(7, sent([change(3, "short")]));
  book.remember(8, sent([], { redactions }));
  book.remember(9, sent([change(3, "short")], { session: 2 }));
  expect([book.size, book.has(7), book.has(8), book.has(10)]).toEqual([3, true, true, false]);
  book.remember(7, sent([]));
  expect(book.has(7)).toBe(false);
  book.forget(2);
  expect([book.has(8), book.has(9)]).toEqual([true, false]);
});

test("values of sessions, each once; 256 lanes are kept, the last ones", () => {
  const book = new LastGood();
  book.remember(1, sent([], { redactions }));
  book.remember(2, sent([], { redactions: [...redactions, { value: "other", placeholder: "REDACTED_2_abc123" }] }));
  book.remember(3, sent([], { session: 2, redactions: [{ value: "third", placeholder: "REDACTED_1_xyz123" }] }));
  expect(book.redactions([1]).map(({ value }) => value)).toEqual(["secret", "other"]);
  expect(book.redactions(null).map(({ value }) => value)).toEqual(["secret", "other", "third"]);
  expect(book.redactions([9])).toEqual([]);
  for (let lane = 4; lane <= 257; lane += 1) book.remember(lane, sent([change(3, "short")]));
  expect([book.size, book.has(1), book.has(2)]).toEqual([256, false, true]);
});
