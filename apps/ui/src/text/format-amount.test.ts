import { expect, test } from "vitest";
import { formatAmount } from "./format-amount.ts";

test.each([
  [{ tokens: 12_345.4, usd: 0.037 }, "12,345 · $0.0370"],
  [{ tokens: 2_000_000, usd: 6 }, "2,000,000 · $6.00"],
  [{ tokens: -1_500, usd: -0.0045 }, "-1,500 · −$0.0045"],
  [{ tokens: 10, usd: null }, "10"],
])("%j is %s", (amount, words) => {
  expect(formatAmount(amount)).toBe(words);
});
