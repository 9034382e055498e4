import type { JsonNode } from "../../document/json-node.ts";
import { isCall, isOutput, itemType } from "./item-type.ts";

/**
 * Index of the item at or behind `index` behind which a message may stand: every call up to there has its output, and what
 * belongs together is not parted. Null where the request ends before that. It depends on nothing behind the item it finds,
 * so a text that was put there stays in its place when the conversation goes on.
 */
export function endOfExchange(items: readonly JsonNode[], index: number): number | null {
  const outputs = outputPlaces(items);
  let end = index;
  for (let at = 0; at <= end; at++) {
    const item = items[at]!;
    if (isCall(item)) end = Math.max(end, firstBehind(outputs.get(callId(item)), at) ?? end);
    if (at < end || !leadsOn(item, items[at + 1], outputs)) continue;
    if (at + 1 === items.length) return null;
    end = at + 1;
  }
  return end;
}

/** True where the next item belongs to this one. */
function leadsOn(item: JsonNode, next: JsonNode | undefined, outputs: ReadonlyMap<string, readonly number[]>): boolean {
  const type = itemType(item);
  if (type === "reasoning") return true;
  if (type === "message") return item.text("role") === "assistant" && next !== undefined && isCall(next);
  if (!isCall(item) || outputs.has(callId(item))) return false;
  // A call that nothing answers: the next of its group, or its output that is still to come. The provider's own have none.
  return next === undefined ? item.get("call_id") !== undefined : isCall(next);
}

/** Places of the outputs by the id of their call, ascending. */
function outputPlaces(items: readonly JsonNode[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, item] of items.entries()) {
    if (!isOutput(item)) continue;
    const id = item.text("call_id") ?? item.text("approval_request_id") ?? item.text("id") ?? "";
    const known = places.get(id);
    if (known) known.push(at);
    else places.set(id, [at]);
  }
  return places;
}

const callId = (item: JsonNode): string => item.text("call_id") ?? item.text("id") ?? "";

/** The same id may come twice: an output belongs to the call before it. */
const firstBehind = (places: readonly number[] | undefined, at: number): number | undefined =>
  places?.find((place) => place > at);
