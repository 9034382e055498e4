import type { ChangePrice } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describePrice } from "./describe-price.ts";

const price = (fields: Partial<ChangePrice>): ChangePrice => ({
  tokensSaved: 2_000,
  rewrittenTokens: 41_200,
  costNow: 46_350,
  turnsToPayBack: 23,
  estimated: false,
  ...fields,
});

test.each<[Partial<ChangePrice>, string]>([
  [{}, "rewrites 41,200 cached tokens, pays after 23 requests"],
  [{ estimated: true }, "rewrites about 41,200 cached tokens, pays after 23 requests"],
  [{ rewrittenTokens: 1, turnsToPayBack: 1 }, "rewrites 1 cached token, pays after 1 request"],
  [{ turnsToPayBack: 22.1 }, "rewrites 41,200 cached tokens, pays after 23 requests"],
  [{ turnsToPayBack: 0 }, "rewrites 41,200 cached tokens, pays at once"],
  [{ turnsToPayBack: null }, "rewrites 41,200 cached tokens, never pays"],
  [{ turnsToPayBack: null, tokensSaved: -3 }, "rewrites 41,200 cached tokens, saves nothing"],
  [{ rewrittenTokens: 0, turnsToPayBack: 0 }, "free, saves 2,000 tokens a request"],
  [{ rewrittenTokens: 0, estimated: true }, "free, saves about 2,000 tokens a request"],
  [{ rewrittenTokens: 0, tokensSaved: -1 }, "free, adds 1 token to each request"],
  [{ rewrittenTokens: 0, tokensSaved: 0 }, "free"],
])("%j: %s", (fields, words) => expect(describePrice(price(fields))).toBe(words));
