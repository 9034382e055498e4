import { promptTokens } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { LaneRecord } from "../../store/records.ts";
import { newestTurn } from "./lane-snapshot.ts";

/** Turns that are looked at for one that was billed: failed and running ones have no usage. */
const lookBack = 5;

/**
 * What the provider billed for the lane's newest request. Until it has: the last bill and 4 bytes a token for what came since.
 * Not the sum of the blocks: reading 3,000 of them took 60 ms, for every session of a list.
 */
export function contextTokens(store: Store, lane: LaneRecord | undefined): { tokens: number; estimated: boolean } {
  const turn = lane && newestTurn(store, lane);
  if (!turn) return { tokens: 0, estimated: true };
  if (turn.usage) return { tokens: promptTokens(turn.usage), estimated: false };
  const billed = store.turns.ofLane(lane.n, lookBack).find((earlier) => earlier.usage !== null);
  const known = billed?.usage ? promptTokens(billed.usage) + billed.usage.output : 0;
  const since = turn.requestBytes - (billed ? billed.requestBytes + billed.answerBytes : 0);
  // A request that shrank (compaction, a resent fork) says nothing about the last bill.
  return { tokens: Math.round(since < 0 ? turn.requestBytes / 4 : known + since / 4), estimated: true };
}
