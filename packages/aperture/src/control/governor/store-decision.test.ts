import type { Change } from "@aperture/engine/governor/change";
import type { Move } from "@aperture/engine/governor/decide";
import { change } from "@aperture/engine/governor/testing/prompts";
import { transitions } from "@aperture/engine/governor/transitions";
import type { PipelineResult } from "@aperture/engine/pipeline/run";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import type { BlockRecord } from "../../store/records.ts";
import { addBlock, hashText, startConversation } from "../../store/testing.ts";
import { addChange } from "../../store/testing-control.ts";
import type { GovernedRequest } from "./governed-request.ts";
import { SessionControlBook } from "./session-controls.ts";
import { storeDecision } from "./store-decision.ts";

let store: Store;
let request: GovernedRequest;
let block: BlockRecord;
const controls = () =>
  new SessionControlBook(store, {
    mode: "manual",
    budget: { limit: null, strategy: "warn", lowWater: 0.6 },
    holdoutEvery: 0,
  });
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  const { session, lane } = startConversation(store, "agent:test:1");
  block = addBlock(store, lane, "the original");
  request = { session: session.n, lane: lane.n, number: 5, at: 9_000, dialect: { id: "anthropic" } } as GovernedRequest;
});
afterEach(() => store.close());

const move = (of: Change, event: Move["event"], more: Partial<Move> = {}): Move => ({
  ...{ change: of, event, to: transitions[of.state][event], reason: `because of ${event}`, price: null },
  ...more,
});
const price = { tokensSaved: 9, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: true };
function decided(moves: readonly Move[], more: Partial<PipelineResult> = {}): PipelineResult {
  return {
    ...{ created: [], origins: new Map(), reasons: new Map() },
    decision: { moves, waiting: new Map() },
    ...more,
  } as unknown as PipelineResult;
}
/** A stored change as the governor knows it. */
const known = (state: Change["state"]): Change => controls().toChange(addChange(store, block, "short", { state }));
const write = (result: PipelineResult, changes: readonly Change[] = []) =>
  store.transaction(() => storeDecision(store, request, result, changes));
const moved = () =>
  store.events.since(0, 100).events.flatMap((event) => (event.type === "changes-moved" ? [event.data] : []));

test("nothing moved: nothing is written, nothing told", () => {
  const applied = known("applied");
  expect(write(decided([]), [applied])).toEqual([applied]);
  expect(store.control.changes.get(applied.n)!.changedAt).toBe(2_000);
  expect(moved()).toEqual([]);
});

test("what was applied at once and is taken back by a stage is given back when that is free", () => {
  const applied = controls().toChange(addChange(store, block, "short", { state: "applied", forced: true }));
  const [alive] = write(decided([move(applied, "undo")]), [applied]);
  expect(alive).toMatchObject({ state: "undo-pending", forced: false });
  expect(store.control.changes.get(applied.n)).toMatchObject({ state: "undo-pending", forced: false });
});

test("applied with this request: its turn, its price, one event", () => {
  const waiting = known("pending");
  const [alive] = write(decided([move(waiting, "apply", { price })]), [waiting]);
  expect(alive).toMatchObject({ n: waiting.n, state: "applied", appliedTurn: 5, text: "short" });
  expect(store.control.changes.get(waiting.n)).toMatchObject({
    state: "applied",
    appliedTurn: 5,
    changedAt: 9_000,
    price,
  });
  expect(moved()).toEqual([
    {
      ...{ sessionId: `session-${request.session}`, lane: `lane-${request.lane}`, turn: 5 },
      changes: [
        { change: `change-${waiting.n}`, block: `block-${block.n}`, state: "applied", reason: "because of apply" },
      ],
    },
  ]);
});

test.each([
  ["applied", "vanish", "retired"],
  ["applied", "replace", "superseded"],
  ["undo-pending", "give-back", "undone"],
  ["pending", "replace", "withdrawn"],
] as const)("%s, %s: it has ended and goes on no more; when it was first sent stays known", (state, event, to) => {
  const change = { ...known(state), appliedTurn: 3 };
  expect(write(decided([move(change, event)]), [change])).toEqual([]);
  expect(store.control.changes.get(change.n)).toMatchObject({ state: to, appliedTurn: 3 });
});

test("an undo that waits goes on living", () => {
  const applied = known("applied");
  expect(write(decided([move(applied, "undo")]), [applied])).toMatchObject([{ state: "undo-pending" }]);
});

test("what a stage made is stored with its text, before anybody can lose it", () => {
  const created = change(block.n, 5, { n: -1, text: "made", hash: hashText("made"), actor: "condense" });
  const reasons = new Map([[created, "r".repeat(900)]]);
  const [stored] = write(decided([move(created, "apply", { price })], { created: [created], reasons }));
  const record = store.control.changes.get(stored!.n)!;
  expect(record).toMatchObject({ ...{ state: "applied", actor: "condense", operation: null, appliedTurn: 5, price } });
  expect(record.reason).toHaveLength(500);
  expect(store.contents.text(record.hash)).toBe("made");
  expect(moved()[0]!.changes).toMatchObject([{ change: `change-${stored!.n}`, state: "applied" }]);
});

test("one that waits is stored waiting, with what it would cost", () => {
  const created = change(block.n, 5, { n: -1, text: "made", hash: hashText("made") });
  const result = decided([], { created: [created], reasons: new Map([[created, "old"]]) });
  (result.decision!.waiting as Map<Change, unknown>).set(created, price);
  const [stored] = write(result);
  expect(store.control.changes.get(stored!.n)).toMatchObject({
    state: "pending",
    appliedTurn: null,
    reason: "old",
    price,
  });
});

test("one that another took the place of at once was never there", () => {
  const created = change(block.n, 5, { n: -1, text: "made", hash: hashText("made") });
  expect(write(decided([move(created, "replace")], { created: [created] }))).toEqual([]);
  expect(store.control.changes.ofBlock(block.n)).toEqual([]);
  expect(moved()).toEqual([]);
});

test("an inserted text becomes a block of its own, and its item is injected once", () => {
  const item = store.control.staged.insert({ session: null, name: "note", createdAt: 1, item: {}, enabled: true });
  const created = change(-1, 5, {
    ...{ n: -1, kind: "insert", text: "a note", hash: hashText("a note"), originalHash: null, anchor: block.n },
  });
  const origins = new Map([[-1, `staged:${item.n}`]]);
  const [stored] = write(decided([move(created, "apply")], { created: [created], origins }));
  expect(store.blocks.get(stored!.block)).toMatchObject({
    ...{ role: "user", origin: `staged:${item.n}`, hash: hashText("a note"), turn: 5, meta: { kind: "inserted" } },
  });
  expect(store.control.staged.injectionsOf(request.lane)).toMatchObject([{ item: item.n, change: stored!.n }]);
});
