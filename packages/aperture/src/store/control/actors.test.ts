import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import type { BlockRecord, LaneRecord } from "../records.ts";
import { addBlock, startConversation } from "../testing.ts";
import { addChange } from "../testing-control.ts";

let store: Store;
let lane: LaneRecord;
let block: BlockRecord;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  ({ lane } = startConversation(store, "a"));
  block = addBlock(store, lane, "a long text");
});
afterEach(() => store.close());

const tidy = "plugin:tidy";
const operation = (actor: string, session = lane.session) =>
  store.control.operations.insert({
    session,
    kind: "compress",
    actor,
    reason: null,
    at: 1,
    turn: 1,
    input: {},
    blocks: [],
  });
const change = (
  actor: string,
  tokens: number,
  more: Partial<Parameters<Store["control"]["changes"]["insert"]>[0]> = {},
) => {
  const { n: _, ...made } = addChange(store, block, `says ${tokens} ${JSON.stringify(more)}`);
  return store.control.changes.insert({ ...made, actor, tokens, originalHash: block.hash, ...more });
};

test("sessions in which a plugin did anything, by operation or by its own change", () => {
  const other = startConversation(store, "b").lane;
  const third = startConversation(store, "c").lane;
  operation(tidy);
  operation("user", other.session);
  operation("plugin:tidy2", third.session);
  expect(store.control.actors.sessionsOf(tidy)).toEqual([lane.session]);
  change(tidy, 3, { session: other.session, lane: other.n });
  expect(store.control.actors.sessionsOf(tidy)).toEqual([lane.session, other.session]);
  store.sessions.remove(lane.session);
  expect(store.control.actors.sessionsOf(tidy)).toEqual([other.session]);
});

test("whoever is no plugin has no such list", () => {
  operation("user");
  for (const actor of ["user", "plugin", "plugin;", "plugin:", "rule:x", ""])
    expect(store.control.actors.sessionsOf(actor)).toEqual([]);
});

test("its notes, oldest first", () => {
  const note = (actor: string, text: string) =>
    store.control.notes.insert({ block: block.n, session: lane.session, actor, at: 1, text });
  note(tidy, "one");
  note("user", "mine");
  note(tidy, "two");
  expect(store.control.actors.notesOf(tidy).map(({ text }) => text)).toEqual(["one", "two"]);
});

test("what its changes come to: those that are alive, tokens kept out and added each by itself", () => {
  store.contents.setTokens(new Map([[block.hash, 100]]));
  change(tidy, 30, { state: "applied" });
  change(tidy, 150, { state: "pending" });
  change(tidy, 20, { state: "undo-pending" });
  change(tidy, 7, { state: "applied", kind: "insert", originalHash: null });
  change(tidy, 1, { state: "undone" });
  change(tidy, 1, { state: "superseded" });
  change(tidy, 1, { state: "applied", kind: "redact" });
  change("plugin:other", 1, { state: "applied" });
  expect(store.control.actors.effectOf(tidy)).toEqual({ tokensSaved: 150, tokensAdded: 57, applied: 3, pending: 1 });
  expect(store.control.actors.effectOf("plugin:none")).toEqual({
    tokensSaved: 0,
    tokensAdded: 0,
    applied: 0,
    pending: 0,
  });
});
