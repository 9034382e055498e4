import type { ChangePrice, OperationItem, OperationResult } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeResult } from "./describe-result.ts";

const free: ChangePrice = { tokensSaved: 900, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: false };
const dear: ChangePrice = { ...free, rewrittenTokens: 41_200, costNow: 46_350, turnsToPayBack: 23 };
const item = (fields: Partial<OperationItem>): OperationItem => ({
  id: "block-1",
  lane: "lane-1",
  status: "next-request",
  code: null,
  reason: "behind what is cached",
  change: "change-1",
  price: free,
  tokensBefore: 2_400,
  tokensAfter: 1_500,
  ...fields,
});
const result = (items: OperationItem[], fields: Partial<OperationResult> = {}): OperationResult => {
  const of = (status: OperationItem["status"]) => items.filter((each) => each.status === status).length;
  const summary = {
    recorded: of("recorded"),
    nextRequest: of("next-request"),
    pending: of("pending"),
    refused: of("refused"),
  };
  return { operation: "operation-7", dryRun: false, items, price: dear, summary, ...fields };
};

test("each status in words, with its price and what to do", () => {
  const text = describeResult(
    result([
      item({}),
      item({ id: "block-2", status: "pending", price: dear }),
      item({
        id: "block-30",
        status: "refused",
        code: "block_signed",
        reason: "it is signed",
        price: null,
        tokensAfter: 2_400,
      }),
      item({ id: "block-4", status: "recorded", reason: "pinned to the top", price: null, tokensAfter: 2_400 }),
    ]),
  );
  expect(text.split("\n")).toEqual([
    "BLOCK     TOKENS         STATUS        WHY",
    "block-1   2,400 → 1,500  next request  free, saves 900 tokens a request",
    "block-2   2,400 → 1,500  waits         rewrites 41,200 cached tokens, pays after 23 requests; --now applies it",
    "block-30  2,400          refused       it is signed (block_signed)",
    "block-4   2,400          recorded      pinned to the top",
    "",
    "1 recorded, 1 with the next request, 1 waits, 1 refused; together: rewrites 41,200 cached tokens, pays after 23 requests",
    "operation-7; `aperture undo operation-7` takes it back",
  ]);
});

test("what goes along with others says so instead of its own price", () => {
  const text = describeResult(result([item({ price: dear, reason: "along with an earlier change" })]));
  expect(text).toMatch(/next request {2}along with an earlier change$/m);
  const unknown = describeResult(result([item({ price: null, reason: "its values are sent again" })]));
  expect(unknown).toMatch(/next request {2}its values are sent again$/m);
});

test("the lane has a column where there are several", () => {
  const text = describeResult(result([item({}), item({ lane: "lane-2" })]));
  expect(text).toMatch(/^BLOCK +LANE +TOKENS/);
  expect(text).toMatch(/^block-1 +lane-2 /m);
});

test("a dry run shows the text of a single block, and says that nothing was done", () => {
  const dry = { dryRun: true, operation: null };
  const one = describeResult(result([item({ before: "long", after: "short\ntext" })], dry));
  expect(one).toContain("\n\nWhat would be sent:\nshort\ntext\n\n");
  expect(one).toMatch(/Dry run, nothing was done: 1 with the next request$/);
  const two = describeResult(result([item({ after: "short" }), item({ after: "short" })], dry));
  expect(two).not.toContain("short");
});

test("where all were refused there is nothing to take back", () => {
  const refused = item({ status: "refused", code: null, reason: "no such block", price: null });
  const text = describeResult(result([refused], { operation: null }));
  expect(text).toMatch(/no such block\n\n1 refused$/);
  expect(describeResult(result([], { operation: null }))).toBe("nothing to do: no block was meant");
});

test("a reason that holds control characters cannot act on the terminal", () => {
  const hostile = item({ status: "refused", reason: "\u001b]0;owned\u0007 gone\nX", price: null });
  expect(describeResult(result([hostile])).split("\n")[1]).toMatch(/refused +\]0;owned gone X$/);
});
