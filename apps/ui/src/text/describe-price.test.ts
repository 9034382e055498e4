import { expect, test } from "vitest";
import { samplePrice } from "../testing/samples.ts";
import { describePrice, describePriceShort, describeSaving } from "./describe-price.ts";

test.each([
  [{ costNow: 0 }, "free now"],
  [{ costNow: -2_000, estimated: true }, "~2k tokens cheaper at once"],
  [{ costNow: 8_312.4, turnsToPayBack: 22.4 }, "costs 8.3k tokens now, pays back after 23 requests"],
  [{ costNow: 100, turnsToPayBack: 0.4, estimated: true }, "costs ~100 tokens now, pays back after 1 request"],
  [{ costNow: 100, turnsToPayBack: 0 }, "costs 100 tokens now, pays at once"],
  [{ costNow: 100, turnsToPayBack: null }, "costs 100 tokens now, never pays back"],
])("%j: %s", (fields, words) => {
  expect(describePrice(samplePrice(fields))).toBe(words);
});

test.each([
  [{ tokensSaved: 1_234 }, "saves 1.2k tokens per request"],
  [{ tokensSaved: -40, estimated: true }, "adds ~40 tokens per request"],
  [{ tokensSaved: 0 }, "saves nothing"],
])("%j: %s", (fields, words) => {
  expect(describeSaving(samplePrice(fields))).toBe(words);
});

test.each([
  [{ costNow: 0 }, "free now"],
  [{ costNow: 2_100, turnsToPayBack: 3.2, estimated: true }, "~2.1k now, back after 4"],
  [{ costNow: 2_100, turnsToPayBack: 5_678.2 }, "2.1k now, back after 5.7k"],
  [{ costNow: 2_100, turnsToPayBack: null }, "2.1k now, never back"],
])("%j in short: %s", (fields, words) => {
  expect(describePriceShort(samplePrice(fields))).toBe(words);
});
