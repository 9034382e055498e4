/** What a model's tokens cost, as its provider published it. From data/prices.yml, with date and source. */
export interface ModelPrice {
  /** Prefix of the model's name, lower case. */
  readonly model: string;
  /** USD per million uncached input tokens, and output tokens. */
  readonly input: number;
  readonly output: number;
  /** Multiples of `input`. */
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** Shorter prompts are not cached. Tokens. */
  readonly minimumTokens: number;
  /** `marks`: only what a cache mark closes is kept; `automatic`: every prompt is. */
  readonly caching: "marks" | "automatic";
  /** Milliseconds an unused entry lives where usage does not tell. */
  readonly ttl: number;
  /** Prompts of more than `above` tokens are billed at these prices as a whole. */
  readonly longPrompt?: LongPromptPrice;
}

/** USD per million tokens. */
export interface LongPromptPrice {
  readonly above: number;
  readonly input: number;
  readonly output: number;
}

export interface PriceTable {
  /** ISO date on which the prices were read. */
  readonly date: string;
  readonly sources: readonly string[];
  readonly models: readonly ModelPrice[];
  /** For models that are not listed, by dialect: multiples and rules only, no USD. */
  readonly fallbacks: Readonly<
    Record<
      "anthropic" | "openai-chat" | "openai-responses" | "gemini",
      Omit<ModelPrice, "model" | "input" | "output" | "longPrompt">
    >
  >;
}

/** The multiples and rules that decide; `usd` is null where the model's price is not known. */
export interface CacheRules {
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly minimumTokens: number;
  readonly caching: "marks" | "automatic";
  readonly ttl: number;
  readonly usd: { readonly input: number; readonly output: number; readonly longPrompt?: LongPromptPrice } | null;
}

/** The longest prefix of the model's name wins; gateways put the maker first (`anthropic/claude-…`). */
export function cacheRules(
  table: PriceTable,
  model: string | null,
  dialect: keyof PriceTable["fallbacks"],
): CacheRules {
  const name = model?.slice(model.lastIndexOf("/") + 1).toLowerCase() ?? "";
  let best: ModelPrice | undefined;
  for (const price of table.models)
    if (name.startsWith(price.model) && price.model.length > (best?.model.length ?? 0)) best = price;
  if (!best) return { ...table.fallbacks[dialect], usd: null };
  const { model: _name, input, output, longPrompt, ...own } = best;
  const wire = table.fallbacks[dialect];
  const rules = own.caching === wire.caching ? own : dearer(own, wire);
  return { ...rules, usd: { input, output, ...(longPrompt ? { longPrompt } : {}) } };
}

type Rules = Omit<CacheRules, "usd">;

/**
 * A model behind the wire of another maker (a gateway, a translating proxy): the wire says how prompts are kept, and nobody
 * what that costs. So a rewrite is held for as dear as either makes it.
 */
const dearer = (own: Rules, wire: Rules): Rules => ({
  cacheRead: Math.min(own.cacheRead, wire.cacheRead),
  cacheWrite5m: Math.max(own.cacheWrite5m, wire.cacheWrite5m),
  cacheWrite1h: Math.max(own.cacheWrite1h, wire.cacheWrite1h),
  minimumTokens: Math.min(own.minimumTokens, wire.minimumTokens),
  caching: wire.caching,
  ttl: Math.max(own.ttl, wire.ttl),
});
