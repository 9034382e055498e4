import type { ChangePrice } from "@aperture/sdk";
import { type Baseline, readAt } from "./baseline.ts";
import type { Candidate } from "./candidates.ts";
import { writeMultiple } from "./prompt-cost.ts";

/**
 * What these candidates cost together if they were applied now. L tokens that would have been read are written anew, d of them
 * fewer: (L − d)·w − L·r; every request after that reads d fewer (ECONOMICS: rewrite iff H > cost / (d·r)).
 */
export function priceOf(baseline: Baseline, candidates: readonly Pick<Candidate, "place" | "saved">[]): ChangePrice {
  const { rules } = baseline.input;
  const { warm } = baseline;
  const first = Math.min(...candidates.map(({ place }) => place), warm.parts);
  const lost = warm.tokens - readAt(baseline, first).tokens;
  const saved = candidates.reduce((sum, candidate) => sum + candidate.saved, 0);
  const savedBefore = candidates.reduce(
    (sum, { place, saved: tokens }) => (place < warm.parts ? sum + tokens : sum),
    0,
  );
  const costNow =
    first >= warm.parts ? 0 : (lost - savedBefore) * writeMultiple(rules, warm.ttl) - lost * rules.cacheRead;
  const perTurn = savedBefore * rules.cacheRead;
  const turns = costNow <= 0 ? 0 : perTurn > 0 ? costNow / perTurn : null;
  return {
    tokensSaved: Math.round(saved),
    rewrittenTokens: first >= warm.parts ? 0 : Math.max(0, Math.round(lost - savedBefore)),
    costNow: Math.round(costNow),
    turnsToPayBack: turns === null ? null : Math.ceil(turns),
    estimated: true,
  };
}
