import type { ChangePrice, ChangeState } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { addBlock, hashText, startConversation } from "../testing.ts";
import { addChange } from "../testing-control.ts";

const states: ChangeState[] = ["pending", "applied", "undo-pending", "undone", "withdrawn", "retired", "superseded"];
const price: ChangePrice = {
  tokensSaved: 1_200,
  rewrittenTokens: 41_200,
  costNow: 45_320.5,
  turnsToPayBack: 23.25,
  estimated: true,
};
let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("a change comes back as it was written, with every field and with none", () => {
  const { lane } = startConversation(store, "a");
  const block = addBlock(store, lane, "the whole file");
  const bare = addChange(store, block, "short", { originalHash: null });
  const full = addChange(store, block, "shorter", {
    operation: 7,
    kind: "insert",
    level: "summarized",
    actor: "plugin:x",
    reason: "old",
    anchor: block.n,
    forced: true,
    state: "applied",
    appliedTurn: 4,
    price,
  });
  expect(store.control.changes.get(bare.n)).toEqual(bare);
  expect(store.control.changes.get(full.n)).toEqual(full);
  expect(store.control.changes.ofBlock(block.n)).toEqual([bare, full]);
  expect(store.control.changes.ofOperation(7)).toEqual([full]);
  expect(store.contents.text(full.hash)).toBe("shorter");
  expect(store.control.changes.get(99)).toBeUndefined();
});

test("a change may be written before its text", () => {
  const { lane } = startConversation(store, "a");
  const hash = hashText("comes later");
  const change = addChange(store, addBlock(store, lane, "x"), "y", { hash });
  expect(store.contents.text(hash)).toBeUndefined();
  store.contents.put({ hash, content: "comes later" });
  expect(store.contents.text(change.hash)).toBe("comes later");
});

test("updates change what they name and nothing else; null is a value", () => {
  const { lane } = startConversation(store, "a");
  const change = addChange(store, addBlock(store, lane, "x"), "y", { price });
  const { changes } = store.control;
  changes.update(change.n, { state: "applied", appliedTurn: 5, changedAt: 3_000 });
  expect(changes.get(change.n)).toEqual({ ...change, state: "applied", appliedTurn: 5, changedAt: 3_000 });
  changes.update(change.n, { price: null, forced: true, anchor: 9 });
  expect(changes.get(change.n)).toMatchObject({ price: null, forced: true, anchor: 9, appliedTurn: 5 });
  changes.update(change.n, { anchor: null, appliedTurn: null });
  expect(changes.get(change.n)).toMatchObject({ anchor: null, appliedTurn: null, forced: true });
  changes.update(change.n, {});
  expect(changes.get(change.n)?.state).toBe("applied");
});

test("by lane and by session in the states asked for, oldest first", () => {
  const { session, lane } = startConversation(store, "a");
  const side = store.lanes.insert({ session: session.n, agentId: "sub", kind: "side", turns: 0, lastSeen: 1 });
  const block = addBlock(store, lane, "x");
  const made = [...states, ...states].map((state, index) =>
    addChange(store, block, `text ${index}`, { state, lane: index % 2 === 0 ? lane.n : side.n }),
  );
  const expected = (lanes: number[], wanted: readonly ChangeState[]) =>
    made.filter((change) => lanes.includes(change.lane) && wanted.includes(change.state));
  for (const wanted of [[], ["applied"], ["undo-pending", "pending"], states] as const) {
    expect(store.control.changes.ofLane(lane.n, wanted)).toEqual(expected([lane.n], wanted));
    expect(store.control.changes.ofLane(side.n, wanted)).toEqual(expected([side.n], wanted));
    expect(store.control.changes.ofSession(session.n, wanted)).toEqual(expected([lane.n, side.n], wanted));
  }
  expect(store.control.changes.ofSession(session.n + 1, states)).toEqual([]);
});

test("a session is bound by what is pending, applied or being undone, and by nothing else", () => {
  const { changes } = store.control;
  const bindsBy = new Set<ChangeState>(["pending", "applied", "undo-pending"]);
  const expected = states.flatMap((state) => {
    const { session, lane } = startConversation(store, state);
    const block = addBlock(store, lane, state);
    addChange(store, block, "one", { state });
    addChange(store, block, "two", { state });
    return bindsBy.has(state) ? [session.n] : [];
  });
  expect(changes.boundSessions()).toEqual(expected);
  for (const { n } of changes.ofSession(expected[0] as number, states)) changes.update(n, { state: "withdrawn" });
  expect(changes.boundSessions()).toEqual(expected.slice(1));
  store.sessions.remove(expected[1] as number);
  expect(changes.boundSessions()).toEqual(expected.slice(2));
});

test("a change of a removed session is out of sight at once", () => {
  const { session, lane } = startConversation(store, "a");
  const change = addChange(store, addBlock(store, lane, "x"), "y");
  store.sessions.remove(session.n);
  expect(store.control.changes.get(change.n)).toBeUndefined();
});
