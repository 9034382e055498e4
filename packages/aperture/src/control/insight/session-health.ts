import { contextHealth, type HealthFacts } from "@aperture/engine/insight/context-health";
import { textWaste } from "@aperture/engine/insight/text-waste";
import { type BudgetState, type ContextHealth, promptTokens } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord } from "../../store/records.ts";
import { countTokens } from "../look-up/count-tokens.ts";
import { idOf } from "../look-up/ids.ts";
import { type LaneSnapshot, newestSnapshot, preferredLane } from "../look-up/lane-snapshot.ts";
import { lastBills } from "./lane-history.ts";

/** Turns whose cache reads are looked at, and tool results whose errors are counted. */
const TURNS = 10;
const RESULTS = 40;
/** Characters of tool output, the newest, that are searched for repetition: 15 ms of the thread that also relays. */
const SEARCHED = 1_000_000;

/** How well the session's conversation is kept, as it is sent: what Aperture shortened counts as short. */
export function sessionHealth(store: Store, session: SessionRecord, budget: BudgetState): ContextHealth {
  const lane = preferredLane(store.lanes.ofSession(session.n));
  const snapshot = lane && newestSnapshot(store, lane);
  const blocks = snapshot ? store.blocks.many([...snapshot.places.keys()]) : [];
  const results = blocks.filter(({ role }) => role === "tool_result");
  const last = results.slice(-RESULTS);
  return {
    sessionId: idOf("session", session.n),
    ...contextHealth({
      tokens: budget.tokens,
      limit: budget.limit,
      turnsLeft: budget.turnsLeft,
      blocks: snapshot ? weights(store, session.model, blocks, snapshot) : [],
      waste: textWaste(snapshot ? newestTexts(store, results, snapshot) : []),
      cache: lane ? cacheReads(store, lane) : null,
      results: { count: last.length, failed: last.filter(({ meta }) => meta.isError).length },
    }),
  };
}

function weights(
  store: Store,
  model: string | null,
  blocks: readonly BlockRecord[],
  { places, decisions }: LaneSnapshot,
): HealthFacts["blocks"] {
  const talk = blocks.filter(({ role, meta }) => role !== "system" && meta.kind !== "tool_definition");
  const counts = countTokens(store, model, talk);
  return talk.map(({ n }) => ({
    tokens: decisions.get(n)?.inForce?.tokens ?? counts.get(n)?.tokens ?? 0,
    staleness: places.get(n)?.staleness ?? 0,
  }));
}

/** What is sent of the newest results, in prompt order. */
function newestTexts(store: Store, results: readonly BlockRecord[], { decisions }: LaneSnapshot): string[] {
  const texts: string[] = [];
  let left = SEARCHED;
  for (const { n, hash } of results.toReversed()) {
    if (left <= 0) break;
    const text = store.contents.text(decisions.get(n)?.inForce?.hash ?? hash) ?? "";
    texts.push(text.slice(0, left));
    left -= text.length;
  }
  return texts.reverse();
}

/** A lane's first request has nothing to read; a provider that never told of its cache says nothing. */
function cacheReads(store: Store, lane: LaneRecord): HealthFacts["cache"] {
  const bills = lastBills(store, lane.n, TURNS + 1).slice(1);
  const isTold = bills.some(({ cacheRead, cacheWrite5m, cacheWrite1h }) => cacheRead + cacheWrite5m + cacheWrite1h > 0);
  if (!isTold) return null;
  return {
    prompt: bills.reduce((sum, usage) => sum + promptTokens(usage), 0),
    read: bills.reduce((sum, { cacheRead }) => sum + cacheRead, 0),
  };
}
