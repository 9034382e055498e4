import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { addBlock, startConversation } from "../testing.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("notes by number, block and session, in the order of writing", () => {
  const { session, lane } = startConversation(store, "a");
  const [first, second] = [addBlock(store, lane, "one"), addBlock(store, lane, "two")];
  const { notes } = store.control;
  const write = (block: number, text: string) =>
    notes.insert({ block, session: session.n, actor: "user", at: 5, text });
  const [a, b, c] = [write(first.n, "see #12"), write(second.n, "ünï\0code"), write(first.n, "and again")];
  expect(notes.get(b.n)).toEqual(b);
  expect(notes.ofBlock(first.n)).toEqual([a, c]);
  expect(notes.ofSession(session.n)).toEqual([a, b, c]);
  notes.remove(a.n);
  notes.remove(99);
  expect(notes.get(a.n)).toBeUndefined();
  expect(notes.ofSession(session.n)).toEqual([b, c]);
  expect(write(first.n, "new").n).toBe(c.n + 1);
  store.sessions.remove(session.n);
  expect(notes.get(b.n)).toBeUndefined();
});
