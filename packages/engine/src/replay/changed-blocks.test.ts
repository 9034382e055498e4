import { expect, test } from "vitest";
import type { Change } from "../governor/change.ts";
import { change } from "../governor/testing/prompts.ts";
import { byDifference, ChangedBlocks } from "./changed-blocks.ts";
import type { ReplayedTurn } from "./replay-side.ts";

/** A turn with these changes in force; every block weighs 1,000 tokens. */
function turnOf(...changes: readonly Change[]): ReplayedTurn {
  const known = new Map(Array.from({ length: 9 }, (_, n) => [n, { tokens: 1_000 }]));
  return {
    sent: new Map(changes.map((each) => [each.block, each])),
    result: { baseline: { known } },
  } as unknown as ReplayedTurn;
}

test("a block is told once: the request in which it first differed, and how it ended", () => {
  const blocks = new ChangedBlocks("session-3");
  blocks.compare(turnOf(), turnOf(), 1);
  expect(blocks.found).toEqual([]);
  blocks.compare(turnOf(), turnOf(change(2, 400)), 2);
  blocks.compare(turnOf(), turnOf(change(2, 50, { level: "minimal", actor: "rule:x" })), 5);
  expect(blocks.found).toEqual([
    {
      session: "session-3",
      block: "block-2",
      turn: 2,
      what: "compress minimal",
      actor: "rule:x",
      tokensBefore: 1_000,
      tokensAfter: 50,
    },
  ]);
});

test("what both say alike is no difference; what only the first does comes as it came", () => {
  const same = change(1, 10);
  const blocks = new ChangedBlocks("session-1");
  blocks.compare(turnOf(same), turnOf({ ...same, n: 99, actor: "other" }), 1);
  expect(blocks.found).toEqual([]);
  blocks.compare(turnOf(change(4, 100, { kind: "remove" })), turnOf(), 2);
  expect(blocks.found).toMatchObject([{ block: "block-4", what: "as it came", tokensBefore: 100, tokensAfter: 1_000 }]);
});

test("texts that are put in are known by place and words, whatever number they have", () => {
  const insert = (block: number, hash: string) =>
    change(block, 7, { kind: "insert", hash, anchor: 3, actor: "staged" });
  const blocks = new ChangedBlocks("session-1");
  blocks.compare(turnOf(insert(-1, "a")), turnOf(insert(1_000_000_001, "a")), 1);
  expect(blocks.found).toEqual([]);
  blocks.compare(turnOf(), turnOf(insert(-1, "b")), 2);
  blocks.compare(turnOf(), turnOf(insert(1_000_000_002, "b"), insert(-1, "c")), 3);
  expect(blocks.found).toMatchObject([
    { block: "insert-1", turn: 2, what: "insert behind block-3", tokensBefore: 0, tokensAfter: 7 },
    { block: "insert-2", turn: 3 },
  ]);
});

test("the largest differences come first, then the earlier ones", () => {
  const blocks = new ChangedBlocks("session-1");
  blocks.compare(turnOf(), turnOf(change(1, 900)), 2);
  blocks.compare(turnOf(), turnOf(change(1, 900), change(2, 100), change(3, 900)), 1);
  expect([...blocks.found].sort(byDifference).map(({ block }) => block)).toEqual(["block-2", "block-3", "block-1"]);
});
