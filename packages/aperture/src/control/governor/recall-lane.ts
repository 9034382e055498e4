import { readBaseline } from "@aperture/engine/governor/baseline";
import { cacheRules, type PriceTable } from "@aperture/engine/governor/prices";
import type { Store } from "../../store/contract.ts";
import type { CacheBook } from "./cache-book.ts";
import type { LaneMemory } from "./lane-memory.ts";
import type { SessionControls } from "./session-controls.ts";
import type { TextTokens } from "./text-tokens.ts";
import { readWarmMemory } from "./warm-memory.ts";

export interface RecallParts {
  readonly store: Store;
  readonly prices: PriceTable;
  readonly caches: CacheBook;
  readonly tokens: TextTokens;
  readonly controls: SessionControls;
}

/**
 * A lane as a restart finds it: what it last sent is put back among what its provider is believed to have, and operations are
 * priced by it. Undefined where the store tells nothing of it.
 */
export function recallLane(
  { store, prices, caches, tokens, controls }: RecallParts,
  session: number,
  lane: number,
): LaneMemory | undefined {
  const dialect = store.sessions.get(session)?.dialect;
  const last = store.turns.ofLane(lane, 1)[0];
  if (!dialect || !last) return undefined;
  const changes = controls.changesByLane.get(lane) ?? [];
  const read = readWarmMemory(store, session, lane, {
    changes,
    tokensOf: tokens.forModel(last.model),
  });
  if (!read) return undefined;
  const rules = cacheRules(prices, read.prompt.model, dialect);
  const { live, shadow } = caches.of(read.owner);
  if (read.told !== null) for (const cache of [live, shadow]) cache.told(read.told);
  live.sent(read.emission, rules, read.at, lane);
  shadow.sent(read.original, rules, read.at, lane);
  const baseline = readBaseline({
    ...read.prompt,
    changes,
    isGone: () => false,
    cache: live,
    rules,
    now: read.at,
  });
  return {
    sent: read.emission,
    original: read.original,
    at: read.at,
    ttl: read.told ?? rules.ttl,
    owner: read.owner,
    dialect,
    rules,
    turns: last.number,
    baseline,
  };
}
