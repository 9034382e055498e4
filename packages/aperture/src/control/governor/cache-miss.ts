import { commonParts, type Emission, promptSize } from "@aperture/engine/governor/emission";
import { type EventData, promptTokens, type Usage } from "@aperture/sdk";
import type { SentTurn } from "./lane-memory.ts";

/** Shortfalls below this share, or below so many tokens, are the estimate's noise. */
const SHARE = 0.1;
const LEAST = 1_000;

export type CacheMiss = Pick<EventData<"cache-missed">, "predictedRead" | "cacheRead" | "block" | "cause" | "culprit">;

/**
 * Where the provider read less than it had of the lane's last prompt: the block where the two prompts first differ, and who
 * caused it. Null where it read what could be expected, or where nothing could be.
 */
export function cacheMiss(turn: SentTurn, usage: Usage): CacheMiss | null {
  const { before, sent, original, at } = turn;
  if (!before) return null;
  // Our counts are estimates; the bill of this very prompt says by how much.
  const scale = promptTokens(usage) / Math.max(1, promptSize(sent));
  const kept = keptEnd(before.sent, turn);
  if (kept === 0) return null;
  const expected = Math.round(before.sent.tokens[kept]! * scale);
  if (usage.cacheRead >= expected * (1 - SHARE) || expected - usage.cacheRead < LEAST) return null;
  const miss = { predictedRead: expected, cacheRead: usage.cacheRead };
  if (before.sent.model !== sent.model) return { ...miss, block: null, cause: "model", culprit: null };
  const common = commonParts(before.sent, sent);
  if (common >= kept) {
    const isOld = at - before.at >= before.ttl;
    return { ...miss, block: null, cause: isOld ? "expired" : "provider", culprit: null };
  }
  if (sent.keys[common] === "settings" || before.sent.keys[common] === "settings")
    return { ...miss, block: null, cause: "settings", culprit: null };
  const block = sent.blocks[common];
  const name = block === undefined ? null : `block-${block}`;
  // Where the client's own prompts part no later than ours do, it was the client.
  const own = commonParts(before.original, original);
  const place = block === undefined ? original.keys.length : original.blocks.indexOf(block);
  if (own < before.original.keys.length && place >= 0 && own <= place)
    return { ...miss, block: name, cause: "client", culprit: null };
  return { ...miss, block: name, cause: "stage", culprit: turn.changes.get(block ?? 0)?.actor ?? null };
}

/** Parts of the earlier prompt that the provider kept at most. */
function keptEnd(earlier: Emission, { rules }: SentTurn): number {
  const end = earlier.ends.at(-1) ?? 0;
  return (earlier.tokens[end] ?? 0) >= rules.minimumTokens ? end : 0;
}
