import { expect, test } from "vitest";
import { buildEmission, readBaseline } from "./baseline.ts";
import type { Change } from "./change.ts";
import { decide } from "./decide.ts";
import { LiveCache } from "./live-cache.ts";
import { change, input, parts, rules } from "./testing/prompts.ts";

/** A lane whose last request had `warm` blocks and whose next one has `count`. */
function lane(count: number, warm: number, changes: readonly Change[] = []) {
  const cache = new LiveCache();
  if (warm > 0) {
    const sent = new Map(changes.filter(({ state }) => state !== "pending").map((each) => [each.block, each]));
    cache.sent(buildEmission(input({ parts: parts(warm) }), sent).emission, rules, 0);
  }
  return readBaseline(input({ parts: parts(count), cache, changes }));
}
const options = { turns: 10, allowance: 0 };
const states = (moves: ReturnType<typeof decide>["moves"]) =>
  moves.map(({ change: { block }, to }) => `${block} ${to}`);

test("behind W everything is free", () => {
  const tail = change(12, 100);
  const decision = decide(lane(12, 10), [tail], options);
  expect(states(decision.moves)).toEqual(["12 applied"]);
  expect(decision.rewrite).toBeNull();
  expect(decision.read.tokens).toBe(10_000);
});

test("before W a change waits, and says what it would cost", () => {
  const early = change(2, 100);
  const decision = decide(lane(12, 10), [early], options);
  expect(decision.moves).toEqual([]);
  // 10,000 read tokens are written anew, 900 of them fewer: (10,000 − 900) · 1.25 − 10,000 · 0.1; 900 · 0.1 a turn.
  expect(decision.waiting.get(early)).toMatchObject({ tokensSaved: 900, costNow: 10_375, turnsToPayBack: 116 });
});

test("nothing is cached: everything applies at once", () => {
  const decision = decide(lane(12, 0), [change(2, 100), change(5, 100)], options);
  expect(states(decision.moves)).toEqual(["2 applied", "5 applied"]);
});

test("the user's now applies it, and what waits behind it comes along for nothing", () => {
  // The client marked block 3 as well: what stands before it is still read when block 4 is rewritten.
  const marked = (count: number) => parts(count).map((part) => (part.block === 3 ? { ...part, mark: true } : part));
  const cache = new LiveCache();
  cache.sent(buildEmission(input({ parts: marked(10) }), new Map()).emission, rules, 0);
  const baseline = readBaseline(input({ parts: marked(12), cache }));
  const now = change(4, 100, { forced: true, actor: "user" });
  const before = change(2, 100);
  const behind = change(7, 100);
  const decision = decide(baseline, [now, before, behind], options);
  expect(states(decision.moves)).toEqual(["4 applied", "7 applied"]);
  expect(decision.read.tokens).toBe(3_000);
  expect(decision.waiting.has(before)).toBe(true);
  expect(decision.rewrite).toMatchObject({ cause: "forced" });
});

test("a batch pays where single changes do not, and only within the allowance", () => {
  const batch = [5, 6, 7, 8, 9].map((block) => change(block, 50));
  const long = { turns: 40, allowance: 100_000 };
  const paid = decide(lane(12, 10), batch, long);
  expect(states(paid.moves)).toHaveLength(5);
  expect(paid.rewrite).toMatchObject({ cause: "pays" });
  expect(decide(lane(12, 10), batch.slice(0, 1), long).moves).toEqual([]);
  expect(decide(lane(12, 10), batch, { turns: 40, allowance: 100 }).moves).toEqual([]);
});

test("what the user wants pays with the user's money: no allowance is asked", () => {
  const batch = [5, 6, 7, 8, 9].map((block) => change(block, 50, { actor: "user" }));
  expect(decide(lane(12, 10), batch, { turns: 40, allowance: 0 }).moves).toHaveLength(5);
});

test("an applied change is carried on, byte for byte, and costs nothing again", () => {
  const applied = change(3, 100, { state: "applied" });
  const baseline = lane(12, 10, [applied]);
  expect(baseline.warm.tokens).toBe(9_100);
  const decision = decide(baseline, [], options);
  expect(decision.sent.get(3)).toBe(applied);
  expect(decision.emission.hashes).toContain(applied.hash);
});

test("an undo waits while warm, and gives the original back when it is free", () => {
  const undoing = change(3, 100, { state: "undo-pending" });
  const warm = decide(lane(12, 10, [undoing]), [undoing], options);
  expect(warm.sent.get(3)).toBe(undoing);
  const cold = decide(lane(12, 0, [undoing]), [undoing], options);
  expect(states(cold.moves)).toEqual(["3 undone"]);
  expect(cold.sent.size).toBe(0);
  const forced = { ...undoing, forced: true };
  expect(states(decide(lane(12, 10, [forced]), [forced], options).moves)).toEqual(["3 undone"]);
});

test("a newer change of a block takes the place of the one in force, once it is applied itself", () => {
  const applied = change(3, 500, { state: "applied" });
  const newer = change(3, 100);
  expect(decide(lane(12, 10, [applied]), [newer], options).sent.get(3)).toBe(applied);
  const decision = decide(lane(12, 0, [applied]), [newer], options);
  expect(states(decision.moves)).toEqual(["3 applied", "3 superseded"]);
  expect(decision.sent.get(3)).toBe(newer);
});

test("of two that wait for one block only the newer counts", () => {
  const older = change(12, 500);
  const newer = change(12, 100);
  const decision = decide(lane(12, 10), [older, newer], options);
  expect(states(decision.moves)).toEqual(["12 withdrawn", "12 applied"]);
});

test("a change of a block whose text the client changed is retired", () => {
  const stale = change(3, 100, { state: "applied", originalHash: "what it said before" });
  const decision = decide(lane(12, 10, [stale]), [], options);
  expect(states(decision.moves)).toEqual(["3 retired"]);
  expect(decision.sent.size).toBe(0);
});

test("a block that is missing once is remembered; one that is gone is retired", () => {
  const away = change(99, 100, { state: "applied", originalHash: "hash-99" });
  const base = { parts: parts(3), changes: [away] };
  expect(readBaseline(input({ ...base, isGone: () => false })).retired).toEqual([]);
  expect(readBaseline(input({ ...base, isGone: () => true })).retired).toEqual([away]);
});

test("an inserted text stands behind its block, and is the same part the next time", () => {
  const insert = change(-1, 20, { kind: "insert", originalHash: null, anchor: 12 });
  const decision = decide(lane(12, 10), [insert], options);
  expect(decision.emission.keys.at(-1)).toBe("insert");
  const stored: Change = { ...insert, n: 5, block: 400, state: "applied" };
  const cache = new LiveCache();
  cache.sent({ ...decision.emission, ends: [decision.emission.keys.length] }, rules, 0);
  const next = readBaseline(input({ parts: parts(14), cache, changes: [stored] }));
  expect(next.warm.parts).toBe(14);
});

test("bypass, holdout, observe: what is applied stays, nothing new is", () => {
  const applied = change(3, 100, { state: "applied" });
  const decision = decide(lane(12, 0, [applied]), [change(5, 10)], { ...options, nothingNew: true });
  expect(decision.moves).toEqual([]);
  expect([...decision.sent.keys()]).toEqual([3]);
  expect(decision.waiting.size).toBe(1);
});
