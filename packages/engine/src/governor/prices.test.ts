import { expect, test } from "vitest";
import { cacheRules, type ModelPrice, type PriceTable } from "./prices.ts";

const multiples = { cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2, minimumTokens: 1_024, ttl: 300_000 } as const;
const price = (model: string, input: number, more: Partial<ModelPrice> = {}): ModelPrice => ({
  ...{ model, input, output: input * 5, caching: "marks", ...multiples },
  ...more,
});
const fallback = { ...multiples, caching: "automatic" } as const;
const table: PriceTable = {
  date: "2026-11-01",
  sources: [],
  models: [
    price("claude", 1),
    price("claude-opus", 5, { longPrompt: { above: 200_000, input: 10, output: 50 } }),
    price("claude-opus-4", 7),
  ],
  fallbacks: {
    anthropic: { ...fallback, caching: "marks" },
    "openai-chat": fallback,
    "openai-responses": fallback,
    gemini: fallback,
  },
};
const usd = (model: string | null) => cacheRules(table, model, "anthropic").usd?.input ?? null;

test("the longest name that the model's begins with, whatever its case and its maker in front", () => {
  expect([usd("claude-opus-4-6"), usd("claude-opus-3"), usd("claude-haiku")]).toEqual([7, 5, 1]);
  expect([usd("Claude-Opus-4"), usd("anthropic/claude-opus-4"), usd("a/b/claude-opus-3")]).toEqual([7, 7, 5]);
});

test("a model that is not listed, or none: the dialect's rules, and no price in dollars", () => {
  expect(cacheRules(table, "llama", "gemini")).toEqual({ ...fallback, usd: null });
  expect(cacheRules(table, null, "anthropic")).toEqual({ ...fallback, caching: "marks", usd: null });
  expect(usd("")).toBeNull();
});

test("only what decides is handed on; a long prompt's price where there is one", () => {
  expect(cacheRules(table, "claude", "anthropic")).toEqual({
    ...multiples,
    caching: "marks",
    usd: { input: 1, output: 5 },
  });
  expect(cacheRules(table, "claude-opus", "anthropic").usd).toEqual({
    ...{ input: 5, output: 25, longPrompt: { above: 200_000, input: 10, output: 50 } },
  });
});
