import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { addBlock, hashText, startConversation } from "../testing.ts";
import { addChange } from "../testing-control.ts";

let store: Store;
let session: number;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  session = startConversation(store, "a").session.n;
});
afterEach(() => store.close());

const save = (name: string, texts: string[]) =>
  store.transaction(() => {
    for (const text of texts) store.contents.put({ hash: hashText(text), content: text });
    return store.control.checkpoints.insert({
      session,
      name,
      at: 3,
      decisions: { sent: texts.map((text, block) => ({ block, hash: hashText(text) })), pins: {} },
      hashes: texts.map(hashText),
    });
  });

test("checkpoints come back as they were saved, in that order, each text named once", () => {
  const { checkpoints } = store.control;
  const [empty, twice] = [save("before 'x'", []), save("twice", ["t", "t", "u"])];
  expect(checkpoints.get(empty.n)).toEqual(empty);
  expect(new Set(checkpoints.get(twice.n)?.hashes)).toEqual(new Set([hashText("t"), hashText("u")]));
  expect(checkpoints.get(twice.n)?.hashes).toHaveLength(2);
  expect(checkpoints.ofSession(session).map(({ name }) => name)).toEqual(["before 'x'", "twice"]);
  expect(checkpoints.ofSession(session + 1)).toEqual([]);
  store.sessions.remove(session);
  expect(checkpoints.get(empty.n)).toBeUndefined();
});

test("a text lives as long as one checkpoint, change or block names it", () => {
  const { checkpoints } = store.control;
  const lane = store.lanes.insert({ session, agentId: null, kind: "main", turns: 0, lastSeen: 1 });
  const block = addBlock(store, lane, "block's");
  addChange(store, block, "change's");
  const [first, second] = [save("first", ["alone", "both", "change's", "block's"]), save("second", ["both"])];
  checkpoints.remove(first.n);
  expect(checkpoints.get(first.n)).toBeUndefined();
  expect(store.contents.text(hashText("alone"))).toBeUndefined();
  for (const text of ["both", "change's", "block's"]) expect(store.contents.text(hashText(text))).toBe(text);
  checkpoints.remove(second.n);
  checkpoints.remove(99);
  expect(store.contents.text(hashText("both"))).toBeUndefined();
});
