import type { ChangePrice } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sumPrices } from "./add-prices.ts";

const price = (tokensSaved: number, costNow: number, turnsToPayBack: number | null): ChangePrice => ({
  tokensSaved,
  rewrittenTokens: costNow,
  costNow,
  turnsToPayBack,
  estimated: true,
});

test("prices of lanes add up, and the slowest says when all is paid back", () => {
  expect(sumPrices([price(1, 10, 3), price(2, 20, 8)])).toMatchObject({
    tokensSaved: 3,
    costNow: 30,
    turnsToPayBack: 8,
  });
  expect(sumPrices([price(1, 10, 3), price(2, 20, null)])).toMatchObject({ turnsToPayBack: null });
});
