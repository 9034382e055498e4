import type { ChangePrice } from "@aperture/sdk";

export const noPrice: ChangePrice = {
  tokensSaved: 0,
  rewrittenTokens: 0,
  costNow: 0,
  turnsToPayBack: 0,
  estimated: false,
};

/**
 * The price of several changes of one lane that would be applied together. The cache is lost from the first of them on, so the
 * dearest tells what is lost; what is saved every turn adds up, and pays it back sooner.
 */
export function pricesOfLane(prices: readonly ChangePrice[]): ChangePrice {
  if (prices.length === 0) return noPrice;
  const dearest = prices.reduce((most, price) => (price.costNow > most.costNow ? price : most));
  const tokensSaved = prices.reduce((sum, price) => sum + price.tokensSaved, 0);
  return {
    tokensSaved,
    rewrittenTokens: Math.max(...prices.map((price) => price.rewrittenTokens)),
    costNow: dearest.costNow,
    turnsToPayBack: dearest.costNow <= 0 ? 0 : sooner(dearest, tokensSaved),
    estimated: prices.some((price) => price.estimated),
  };
}

function sooner({ turnsToPayBack, tokensSaved: own }: ChangePrice, saved: number): number | null {
  if (turnsToPayBack === null || own <= 0 || saved <= 0) return null;
  return Math.ceil((turnsToPayBack * own) / saved);
}

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
