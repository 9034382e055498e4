import type { ItemFacts } from "./item-facts.ts";

/**
 * Index of the item at or behind `index` behind which a message may stand: every call up to there has its output, and what
 * belongs together is not parted. Null where the request ends before that. It depends on nothing behind the item it finds,
 * so a text that was put there stays in its place when the conversation goes on.
 */
export function endOfExchange(items: readonly ItemFacts[], index: number): number | null {
  const outputs = outputPlaces(items);
  let end = index;
  for (let at = 0; at <= end; at++) {
    const item = items[at]!;
    if (item.part === "call") end = Math.max(end, firstBehind(outputs.get(item.callId), at) ?? end);
    if (at < end || !leadsOn(item, items[at + 1], outputs)) continue;
    if (at + 1 === items.length) return null;
    end = at + 1;
  }
  return end;
}

/** True where the next item belongs to this one. */
function leadsOn(
  item: ItemFacts,
  next: ItemFacts | undefined,
  outputs: ReadonlyMap<string, readonly number[]>,
): boolean {
  if (item.type === "reasoning") return true;
  if (item.type === "message") return item.role === "assistant" && next?.part === "call";
  if (item.part !== "call" || outputs.has(item.callId)) return false;
  // A call that nothing answers: the next of its group, or its output that is still to come. The provider's own have none.
  return next === undefined ? item.isClients : next.part === "call";
}

/** Places of the outputs by the id of their call, ascending. */
function outputPlaces(items: readonly ItemFacts[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, { part, callId }] of items.entries()) {
    if (part !== "output") continue;
    const known = places.get(callId);
    if (known) known.push(at);
    else places.set(callId, [at]);
  }
  return places;
}

/** The same id may come twice: an output belongs to the call before it. */
const firstBehind = (places: readonly number[] | undefined, at: number): number | undefined =>
  places?.find((place) => place > at);
