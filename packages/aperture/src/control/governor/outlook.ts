import { type Baseline, readBaseline } from "@aperture/engine/governor/baseline";
import { candidatesOf } from "@aperture/engine/governor/candidates";
import type { Change } from "@aperture/engine/governor/change";
import { decide } from "@aperture/engine/governor/decide";
import { priceOf } from "@aperture/engine/governor/price";
import { isWaiting } from "@aperture/engine/governor/transitions";
import type { ChangePrice } from "@aperture/sdk";
import type { PlannedChange, PlannedOutcome } from "../contract.ts";

/** What an operation meets before the lane's first request was seen, or after a restart: nothing is known to be cached. */
const noPrice: ChangePrice = { tokensSaved: 0, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: true };
const unknown: PlannedOutcome = {
  status: "next-request",
  reason: "nothing is known to be cached: the lane's next request carries it",
  price: noPrice,
  lanePrice: noPrice,
};

export interface OutlookInput {
  /** As of the lane's last request. */
  readonly baseline: Baseline | null;
  /** The lane's changes now. */
  readonly changes: readonly Change[];
  readonly turns: number;
  readonly allowance: number;
  readonly now: number;
}

/** What would become of these changes if the lane spoke now, all together. */
export function outlook(input: OutlookInput, planned: readonly PlannedChange[]): PlannedOutcome[] {
  const fresh = refreshed(input);
  if (!fresh) return planned.map(() => unknown);
  const plans = planned.map((plan, index) => planToChange(plan, index));
  const wanted = [...input.changes.filter(({ state }) => isWaiting(state)), ...plans];
  const decision = decide(fresh, wanted, { turns: input.turns, allowance: input.allowance });
  const { open } = candidatesOf(fresh, plans);
  const places = new Map(open.map((candidate) => [candidate.change, candidate]));
  const lanePrice = priceOf(fresh, open);
  const moves = new Map(decision.moves.map((move) => [move.change, move]));
  return plans.map((change): PlannedOutcome => {
    const candidate = places.get(change);
    const price = candidate ? priceOf(fresh, [candidate]) : noPrice;
    // A block of the answer is not in any request yet: it stands behind everything that is cached.
    if (!candidate) return { ...unknown, reason: "it has not been sent yet: free", price, lanePrice };
    const move = moves.get(change);
    if (move?.event === "apply") return { status: "next-request", reason: move.reason, price, lanePrice };
    return { status: "pending", reason: waitingReason(price), price, lanePrice };
  });
}

/** The price of everything that waits, if it were applied now. */
export function pendingPrice(input: OutlookInput): ChangePrice {
  const fresh = refreshed(input);
  const waiting = input.changes.filter(({ state }) => isWaiting(state));
  if (!fresh) return noPrice;
  return priceOf(fresh, candidatesOf(fresh, waiting).open);
}

/** Of what waits, what the lane's next request carries as things stand: it is forced, free, or pays. By number. */
export function goesNext(input: OutlookInput): ReadonlySet<number> {
  const waiting = input.changes.filter(({ state }) => isWaiting(state));
  const fresh = refreshed(input);
  if (!fresh) return new Set(waiting.map(({ n }) => n));
  const { waiting: left } = decide(fresh, waiting, { turns: input.turns, allowance: input.allowance });
  return new Set(waiting.filter((change) => !left.has(change)).map(({ n }) => n));
}

/** Entries have aged, and changes were made since. */
function refreshed({ baseline, changes, now }: OutlookInput): Baseline | null {
  return baseline && readBaseline({ ...baseline.input, changes, now });
}

function planToChange(plan: PlannedChange, index: number): Change {
  return {
    n: -1 - index,
    operation: null,
    lane: 0,
    block: plan.block,
    kind: plan.kind,
    level: plan.level,
    actor: "user",
    text: "",
    hash: "",
    originalHash: null,
    anchor: plan.anchor ?? null,
    forced: plan.forced,
    state: "pending",
    tokens: plan.tokens,
    appliedTurn: null,
  };
}

function waitingReason({ rewrittenTokens, turnsToPayBack }: ChangePrice): string {
  const rewrites = `it would have ${rewrittenTokens.toLocaleString("en")} cached tokens written anew`;
  if (turnsToPayBack === null) return `${rewrites} and saves nothing that pays for it; apply: now does it all the same`;
  return `${rewrites}, which pays after ${turnsToPayBack} more requests; apply: now does it all the same`;
}

/** What waits in several lanes, together. */
export const sumOfPrices = (prices: readonly ChangePrice[]): ChangePrice => prices.reduce(addPrices, noPrice);

const addPrices = (a: ChangePrice, b: typeof a): typeof a => ({
  tokensSaved: a.tokensSaved + b.tokensSaved,
  rewrittenTokens: a.rewrittenTokens + b.rewrittenTokens,
  costNow: a.costNow + b.costNow,
  turnsToPayBack:
    a.turnsToPayBack === null || b.turnsToPayBack === null ? null : Math.max(a.turnsToPayBack, b.turnsToPayBack),
  estimated: a.estimated || b.estimated,
});
