import type { ChangePrice } from "@aperture/sdk";
import { formatShort } from "./format.ts";

/** What applying something now costs: `free now`, `costs ~8.3k tokens now, pays back after 23 requests`. */
export function describePrice(price: ChangePrice): string {
  const about = price.estimated ? "~" : "";
  const cost = Math.round(price.costNow);
  if (cost <= 0) return cost < 0 ? `${about}${formatShort(-cost)} tokens cheaper at once` : "free now";
  return `costs ${about}${formatShort(cost)} tokens now, ${payBack(price.turnsToPayBack)}`;
}

/** The same for a chip: `8.3k now, back after 23`. */
export function describePriceShort({ costNow, turnsToPayBack, estimated }: ChangePrice): string {
  if (costNow <= 0) return "free now";
  const back = turnsToPayBack === null ? "never back" : `back after ${formatShort(Math.ceil(turnsToPayBack))}`;
  return `${estimated ? "~" : ""}${formatShort(Math.round(costNow))} now, ${back}`;
}

/** What it changes on every request from then on. */
export function describeSaving({ tokensSaved, estimated }: ChangePrice): string {
  const about = estimated ? "~" : "";
  if (tokensSaved === 0) return "saves nothing";
  const verb = tokensSaved > 0 ? "saves" : "adds";
  return `${verb} ${about}${formatShort(Math.abs(tokensSaved))} tokens per request`;
}

function payBack(turns: number | null): string {
  if (turns === null) return "never pays back";
  // Never rounded down: after 22 of 22.4 requests it has not paid yet.
  const requests = Math.ceil(turns);
  return requests <= 0
    ? "pays at once"
    : `pays back after ${formatShort(requests)} ${requests === 1 ? "request" : "requests"}`;
}
