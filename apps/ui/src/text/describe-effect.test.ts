import { expect, test } from "vitest";
import { describeTotals, formatChange, toneOf } from "./describe-effect.ts";

test.each([
  [-0.1234, "−12.3 %", "good"],
  [0.004, "+0.4 %", "bad"],
  [-0.0001, "−< 0.1 %", "plain"],
  [0, "0 %", "plain"],
  [12.5, "+1250 %", "bad"],
  [Number.NaN, "0 %", "plain"],
])("%d is %s", (change, words, tone) => {
  expect([formatChange(change), toneOf(change)]).toEqual([words, tone]);
});

test("what was sent and what it is billed as", () => {
  expect(describeTotals({ promptTokens: 81_200.4, bill: 12_345, usd: 0.037 })).toBe(
    "81,200 tokens of prompts, billed as 12,345 · $0.0370",
  );
});
