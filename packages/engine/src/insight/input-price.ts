import type { CacheRules } from "../governor/prices.ts";

/**
 * USD of an input bill, or null where the model's price is not known.
 * @param equivalents uncached-input-token equivalents
 * @param promptTokens size of the prompt: some models charge more for all of a long one
 */
export function inputPrice(equivalents: number, promptTokens: number, { usd }: CacheRules): number | null {
  if (!usd) return null;
  const { longPrompt } = usd;
  const perMillion = longPrompt && promptTokens > longPrompt.above ? longPrompt.input : usd.input;
  return (equivalents * perMillion) / 1_000_000;
}
