import type { GovernorInput, PromptPart } from "../baseline.ts";
import type { Change } from "../change.ts";
import { LiveCache } from "../live-cache.ts";
import type { CacheRules } from "../prices.ts";

/** Anthropic's multiples, without a minimum, so that short prompts can be written in tests. */
export const rules: CacheRules = {
  cacheRead: 0.1,
  cacheWrite5m: 1.25,
  cacheWrite1h: 2,
  minimumTokens: 1,
  caching: "marks",
  ttl: 300_000,
  usd: null,
};

/** A prompt of parts of 1,000 tokens, block 1, 2 …; the last one is marked. */
export function parts(count: number, tokens = 1_000): PromptPart[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `user:${index + 1}`,
    block: index + 1,
    hash: `hash-${index + 1}`,
    originalHash: `hash-${index + 1}`,
    tokens,
    mark: index === count - 1,
  }));
}

export function input(facts: Partial<GovernorInput> & { parts: readonly PromptPart[] }): GovernorInput {
  return {
    model: "claude-test",
    settings: { hash: "settings", place: 1 },
    automatic: false,
    changes: [],
    isGone: () => false,
    cache: new LiveCache(),
    rules,
    now: 1_000,
    ...facts,
  };
}

let next = 1;
/** A change of a block that leaves `tokens` of it. */
export function change(block: number, tokens: number, facts: Partial<Change> = {}): Change {
  const n = next++;
  return {
    n,
    operation: null,
    lane: 1,
    block,
    kind: "compress",
    level: "trimmed",
    actor: "auto",
    text: `short ${n}`,
    hash: `short-${n}`,
    originalHash: `hash-${block}`,
    anchor: null,
    forced: false,
    state: "pending",
    tokens,
    appliedTurn: null,
    ...facts,
  };
}
