import type { ChangePrice } from "@aperture/sdk";

export const noPrice: ChangePrice = {
  tokensSaved: 0,
  rewrittenTokens: 0,
  costNow: 0,
  turnsToPayBack: 0,
  estimated: false,
};

/** Prices of lanes, which have their caches to themselves. */
export function sumPrices(prices: readonly ChangePrice[]): ChangePrice {
  return prices.reduce<ChangePrice>(
    (sum, price) => ({
      tokensSaved: sum.tokensSaved + price.tokensSaved,
      rewrittenTokens: sum.rewrittenTokens + price.rewrittenTokens,
      costNow: sum.costNow + price.costNow,
      turnsToPayBack:
        sum.turnsToPayBack === null || price.turnsToPayBack === null
          ? null
          : Math.max(sum.turnsToPayBack, price.turnsToPayBack),
      estimated: sum.estimated || price.estimated,
    }),
    noPrice,
  );
}
