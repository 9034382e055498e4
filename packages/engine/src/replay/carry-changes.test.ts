import { expect, test } from "vitest";
import type { Change } from "../governor/change.ts";
import { change } from "../governor/testing/prompts.ts";
import type { ChangeEvent } from "../governor/transitions.ts";
import { transitions } from "../governor/transitions.ts";
import { CarriedChanges } from "./carry-changes.ts";

const tokensOf = (_hash: string, text: string): number => text.length;
const move = (of: Change, event: ChangeEvent) => ({
  change: of,
  event,
  to: transitions[of.state][event],
  reason: "",
  price: null,
});
const result = (created: readonly Change[], moves: readonly ReturnType<typeof move>[]) =>
  ({ created: [...created], decision: { moves } }) as unknown as Parameters<CarriedChanges["carry"]>[0];

test("what waits and what is applied goes on; what came to an end is gone", () => {
  const carried = new CarriedChanges();
  const [applied, waiting, replaced] = [change(1, 5), change(2, 5), change(3, 5)];
  carried.carry(result([applied, waiting, replaced], [move(applied, "apply"), move(replaced, "replace")]), 4, tokensOf);
  expect(carried.alive).toMatchObject([
    { block: 1, state: "applied", appliedTurn: 4 },
    { block: 2, state: "pending", appliedTurn: null },
  ]);
  const [first] = carried.alive;
  carried.carry(result([], [move(first!, "vanish")]), 5, tokensOf);
  expect(carried.alive.map(({ block }) => block)).toEqual([2]);
});

test("a text that is put in gets a number that nothing of the session has, and keeps it", () => {
  const carried = new CarriedChanges();
  const insert = change(-1, 5, { kind: "insert", anchor: 1 });
  carried.carry(result([insert], [move(insert, "apply")]), 1, tokensOf);
  const [{ block, n }] = carried.alive as [Change];
  expect(block).toBe(n);
  expect(block).toBeGreaterThan(1_000_000_000);
  carried.carry(result([], []), 2, tokensOf);
  expect(carried.alive[0]!.block).toBe(block);
});

test("tokens are what the text counts by now; what nobody counted otherwise stays the same object", () => {
  const carried = new CarriedChanges();
  const one = change(1, 5, { text: "abc" });
  carried.carry(result([one], [move(one, "apply")]), 1, tokensOf);
  const [before] = carried.alive;
  expect(before!.tokens).toBe(3);
  carried.carry(result([], []), 2, tokensOf);
  expect(carried.alive[0]).toBe(before);
});

test("what is taken back is no longer forced", () => {
  const carried = new CarriedChanges();
  const one = change(1, 5, { forced: true });
  carried.carry(result([one], [move(one, "apply")]), 1, tokensOf);
  const [applied] = carried.alive;
  carried.carry(result([], [move(applied!, "undo")]), 2, tokensOf);
  expect(carried.alive[0]).toMatchObject({ state: "undo-pending", forced: false });
});
