import type { ChangePrice } from "@aperture/sdk";
import { count } from "./count.ts";

/** What a change costs and when that comes back, in plain words: `rewrites 41,200 cached tokens, pays after 23 requests`. */
export function describePrice(price: ChangePrice): string {
  const about = price.estimated ? "about " : "";
  const effect = describeEffect(price, about);
  if (price.rewrittenTokens === 0) return effect === "" ? "free" : `free, ${effect}`;
  const rewrites = `rewrites ${about}${count(price.rewrittenTokens, "cached token")}`;
  return [rewrites, describePayBack(price)].filter((part) => part !== "").join(", ");
}

function describeEffect({ tokensSaved }: ChangePrice, about: string): string {
  if (tokensSaved === 0) return "";
  return tokensSaved > 0
    ? `saves ${about}${count(tokensSaved, "token")} a request`
    : `adds ${about}${count(-tokensSaved, "token")} to each request`;
}

function describePayBack({ tokensSaved, turnsToPayBack }: ChangePrice): string {
  if (turnsToPayBack !== null) {
    // Never rounded down: after 22 of 22.4 requests it has not paid yet.
    const requests = Math.ceil(turnsToPayBack);
    return requests <= 0 ? "pays at once" : `pays after ${count(requests, "request")}`;
  }
  return tokensSaved > 0 ? "never pays" : "saves nothing";
}
