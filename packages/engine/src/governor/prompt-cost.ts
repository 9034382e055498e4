import { type Emission, promptSize } from "./emission.ts";
import type { WarmPrefix } from "./live-cache.ts";
import type { CacheRules } from "./prices.ts";

/** From this lifetime on a write costs what the one-hour cache costs. */
const LONG = 30 * 60_000;

/** What a written token costs, in uncached input tokens, where entries live for `ttl` ms. */
export const writeMultiple = (rules: CacheRules, ttl: number): number =>
  ttl >= LONG ? rules.cacheWrite1h : rules.cacheWrite5m;

/**
 * A prompt's input in uncached-token equivalents: what is read, what is written up to the last end the provider keeps, and
 * the rest at full price.
 */
export function promptCost(emission: Emission, warm: WarmPrefix, rules: CacheRules, ttl: number): number {
  const size = promptSize(emission);
  const end = emission.ends.at(-1);
  const kept = end === undefined ? 0 : emission.tokens[end]!;
  const isCached = kept >= rules.minimumTokens;
  const written = isCached ? Math.max(0, kept - warm.tokens) : 0;
  const plain = size - warm.tokens - written;
  return warm.tokens * rules.cacheRead + written * writeMultiple(rules, ttl) + plain;
}
