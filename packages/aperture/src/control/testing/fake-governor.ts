import type { Budget, Mode } from "@aperture/sdk";
import type { GovernorView, PlannedChange } from "../contract.ts";
import { noPrice } from "../operations/add-prices.ts";

export interface FakeGovernor extends GovernorView {
  /** Blocks whose text the provider has: changes of them wait unless they are forced. */
  readonly cached: Set<number>;
  /** What it was asked about, in order. */
  readonly asked: { lane: number; planned: readonly PlannedChange[] }[];
  /** Changes that it says go with the next request. */
  readonly next: Set<number>;
  /** Sessions it was told of. */
  readonly told: number[];
  mode: Mode;
  budget: Budget;
}

/** A governor whose cache is a set of blocks: what is in it costs ten tokens for each that is changed. */
export function createFakeGovernor(): FakeGovernor {
  const governor: FakeGovernor = {
    cached: new Set(),
    asked: [],
    told: [],
    next: new Set(),
    mode: "manual",
    budget: { limit: null, strategy: "warn", lowWater: 0.6 },
    outlook(lane, planned) {
      governor.asked.push({ lane, planned });
      return planned.map((change) => {
        const isFree = !governor.cached.has(change.block);
        const costNow = isFree ? 0 : 1_000;
        return {
          status: isFree || change.forced ? "next-request" : "pending",
          reason: isFree ? "free" : change.forced ? "as asked, now" : "it would have cached tokens written anew",
          lanePrice: { ...noPrice, tokensSaved: 10 * planned.length },
          price: { ...noPrice, tokensSaved: 10, rewrittenTokens: costNow, costNow, turnsToPayBack: isFree ? 0 : 20 },
        };
      });
    },
    goesNext: () => governor.next,
    pendingPrice: () => ({ ...noPrice, costNow: 77 }),
    touched: (session) => void governor.told.push(session),
    control: () => ({ mode: governor.mode, holdout: false, budget: governor.budget }),
  };
  return governor;
}
