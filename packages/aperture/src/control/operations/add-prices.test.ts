import type { ChangePrice } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { noPrice, pricesOfLane, sumPrices } from "./add-prices.ts";

const price = (tokensSaved: number, costNow: number, turnsToPayBack: number | null): ChangePrice => ({
  tokensSaved,
  rewrittenTokens: costNow,
  costNow,
  turnsToPayBack,
  estimated: true,
});

describe("prices of one lane", () => {
  test("of nothing are nothing", () => {
    expect(pricesOfLane([])).toEqual(noPrice);
  });

  test("the cache is lost once, from the first change on; what is saved adds up and pays it back sooner", () => {
    expect(pricesOfLane([price(100, 1_000, 40), price(300, 200, 5)])).toEqual({
      tokensSaved: 400,
      rewrittenTokens: 1_000,
      costNow: 1_000,
      turnsToPayBack: 10,
      estimated: true,
    });
  });

  test("what is free costs nothing; what saves nothing never pays back", () => {
    expect(pricesOfLane([price(100, 0, 0), price(50, -20, 0)])).toMatchObject({ costNow: 0, turnsToPayBack: 0 });
    expect(pricesOfLane([price(-10, 500, null)])).toMatchObject({ turnsToPayBack: null });
    expect(pricesOfLane([price(10, 500, 50), price(-10, 0, 0)])).toMatchObject({
      tokensSaved: 0,
      turnsToPayBack: null,
    });
  });
});

test("prices of lanes add up, and the slowest says when all is paid back", () => {
  expect(sumPrices([price(1, 10, 3), price(2, 20, 8)])).toMatchObject({
    tokensSaved: 3,
    costNow: 30,
    turnsToPayBack: 8,
  });
  expect(sumPrices([price(1, 10, 3), price(2, 20, null)])).toMatchObject({ turnsToPayBack: null });
});
