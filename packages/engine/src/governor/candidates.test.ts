import { describe, expect, test } from "vitest";
import { readBaseline } from "./baseline.ts";
import { candidatesOf } from "./candidates.ts";
import type { Change } from "./change.ts";
import { change, input, parts } from "./testing/prompts.ts";

const of = (wanted: readonly Change[], changes: readonly Change[] = []) =>
  candidatesOf(readBaseline(input({ parts: parts(4), changes })), wanted);
const applied = (block: number, tokens: number, more: Partial<Change> = {}) =>
  change(block, tokens, { state: "applied", ...more });

test("a change: where it stands and what it saves of the client's text", () => {
  const wanted = change(3, 100);
  // The settings stand behind block 1.
  expect(of([wanted]).open).toEqual([{ change: wanted, before: undefined, place: 3, saved: 900 }]);
});

test("over one in force: what it saves beside that", () => {
  const [before, wanted] = [applied(3, 400), change(3, 100)];
  expect(of([wanted], [before]).open).toMatchObject([{ before, saved: 300 }]);
});

test("an undo gives tokens back, and takes nobody's place", () => {
  const undoing = applied(3, 100, { state: "undo-pending" });
  expect(of([undoing], [undoing]).open).toEqual([{ change: undoing, before: undefined, place: 3, saved: -900 }]);
});

test("of several for one block the newest; what waited in its place is told", () => {
  const [one, two, three] = [change(3, 300), change(3, 200), change(3, 100)];
  const { open, replaced } = of([one, two, three]);
  expect(open.map((each) => each.change)).toEqual([three]);
  expect(replaced).toEqual([one, two]);
});

test.each(["the undo first", "the change first"])(
  "an undo and a new change of one block (%s): the new change",
  (order) => {
    const undoing = applied(3, 400, { state: "undo-pending" });
    const wanted = change(3, 100);
    const { open, replaced } = of(order === "the undo first" ? [undoing, wanted] : [wanted, undoing], [undoing]);
    expect(open).toMatchObject([{ change: wanted, before: undoing, saved: 300 }]);
    expect(replaced).toEqual([]);
  },
);

test("what is retired, or of a block that is not in this request, is none", () => {
  const stale = change(3, 100, { originalHash: "before" });
  expect(of([stale, change(99, 5)], [stale]).open).toEqual([]);
});

describe("an insert", () => {
  const insert = (block: number, anchor: number | null, more: Partial<Change> = {}) =>
    change(block, 10, { kind: "insert", anchor, originalHash: null, ...more });

  test("stands behind its block, and adds", () => {
    expect(of([insert(-1, 3)]).open).toMatchObject([{ place: 4, saved: -10 }]);
  });

  test("behind those that stand there already", () => {
    const known = [insert(50, 3, { state: "applied" }), insert(51, 3, { state: "applied" })];
    expect(of([insert(-1, 3)], known).open).toMatchObject([{ place: 6 }]);
  });

  test("at the end of the frame in front of the settings", () => {
    expect(of([insert(-1, null)]).open).toMatchObject([{ place: 1 }]);
  });

  test("behind the last block it is behind everything", () => {
    expect(of([insert(-1, 4)]).open).toMatchObject([{ place: 5 }]);
  });

  test("of a block that is not here: none", () => {
    expect(of([insert(-1, 99)]).open).toEqual([]);
  });
});
