import type { Usage } from "@aperture/sdk";
import { expect, test } from "vitest";
import { buildEmission } from "./baseline.ts";
import type { Emission } from "./emission.ts";
import { LiveCache } from "./live-cache.ts";
import { input, parts, rules } from "./testing/prompts.ts";

const emission = (count: number, model = "claude-test"): Emission =>
  buildEmission(input({ parts: parts(count), model }), new Map()).emission;
const usage = (more: Partial<Usage> = {}): Usage => ({
  input: 10,
  output: 10,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  ...more,
});
const minutes = 60_000;

test("what was sent is kept up to its last mark, and found in the prompt that goes on from it", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), rules, 0);
  // Three blocks and the settings.
  expect(cache.longest(emission(5), 1)).toMatchObject({ parts: 4, tokens: 3_000, warm: true });
  expect(cache.longest(emission(3, "another"), 1).warm).toBe(false);
});

test("a prompt without a mark is not kept where the provider wants marks", () => {
  const cache = new LiveCache();
  const unmarked = parts(3).map((part) => ({ ...part, mark: false }));
  cache.sent(buildEmission(input({ parts: unmarked }), new Map()).emission, rules, 0);
  expect(cache.longest(emission(3), 1).warm).toBe(false);
});

test("prompts below the provider's minimum are not kept", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), { ...rules, minimumTokens: 3_001 }, 0);
  expect(cache.longest(emission(3), 1).warm).toBe(false);
});

test("an automatic cache reads as far as prompts go together, if that is long enough; marks are read whole", () => {
  const other = (count: number): Emission => {
    const forked = parts(count).map((part, at) => (at === 2 ? { ...part, hash: "another" } : part));
    return buildEmission(input({ parts: forked }), new Map()).emission;
  };
  const read = (caching: "automatic" | "marks", minimumTokens: number) => {
    const cache = new LiveCache();
    cache.sent(emission(4), { ...rules, caching, minimumTokens }, 0);
    return cache.longest(other(4), 1);
  };
  expect(read("automatic", 2_000)).toMatchObject({ parts: 3, tokens: 2_000, warm: true });
  expect(read("automatic", 2_001).warm).toBe(false);
  expect(read("marks", 0).warm).toBe(false);
});

test("an answer that wrote or read says that the prompt is kept, however short it was counted", () => {
  for (const told of [usage({ cacheWrite5m: 3_000 }), usage({ cacheRead: 2_000 })]) {
    const cache = new LiveCache();
    cache.sent(emission(3), { ...rules, minimumTokens: 3_001 }, 0);
    cache.answered(emission(3), told, { ...rules, minimumTokens: 3_001 }, 0);
    expect(cache.longest(emission(3), 1).warm).toBe(true);
  }
});

test("an entry dies with its lifetime, and a read keeps it alive", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), rules, 0);
  cache.sent(emission(4), rules, 4 * minutes);
  expect(cache.longest(emission(3), 8 * minutes).parts).toBe(4);
  expect(cache.longest(emission(3), 10 * minutes).warm).toBe(false);
});

test("what was told before a restart is the lifetime until an answer tells another", () => {
  const cache = new LiveCache();
  cache.told(60 * minutes);
  cache.sent(emission(3), rules, 0);
  cache.sent(emission(4), rules, 1 * minutes);
  expect(cache.longest(emission(4), 50 * minutes).parts).toBe(5);
});

test("one-hour writes teach that entries live for an hour", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), rules, 0);
  cache.answered(emission(3), usage({ cacheWrite1h: 3_000 }), rules, 0);
  expect(cache.longest(emission(3), 59 * minutes)).toMatchObject({ warm: true, ttl: 60 * minutes });
  cache.sent(emission(4), rules, 50 * minutes);
  expect(cache.longest(emission(4), 100 * minutes).warm).toBe(true);
});

test("an answer that neither read nor wrote means that nothing is kept; where no writes are reported it means nothing", () => {
  const cold = new LiveCache();
  const first = emission(3);
  cold.sent(first, rules, 0);
  cold.answered(first, usage(), rules, 0);
  expect(cold.longest(first, 1).warm).toBe(false);
  const silent = new LiveCache();
  silent.sent(first, { ...rules, caching: "automatic" }, 0);
  silent.answered(first, usage(), { ...rules, caching: "automatic" }, 0);
  expect(silent.longest(first, 1).warm).toBe(true);
});

test("a miss is not cold: the request that missed wrote the cache", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), rules, 0);
  cache.answered(emission(3), usage({ cacheWrite5m: 3_000 }), rules, 0);
  expect(cache.longest(emission(3), 1).warm).toBe(true);
});

test("a request that failed wrote nothing; what was there before stays", () => {
  const cache = new LiveCache();
  cache.sent(emission(2), rules, 0);
  const failed = emission(3);
  cache.sent(failed, rules, 1);
  cache.failed(failed);
  // The entry of two blocks and the settings.
  expect(cache.longest(emission(3), 2).parts).toBe(3);
});

test("the nearest prompt says where two part", () => {
  const cache = new LiveCache();
  cache.sent(emission(5), rules, 0);
  const changed = parts(5).map((part) => (part.block === 3 ? { ...part, hash: "other" } : part));
  const other = buildEmission(input({ parts: changed }), new Map()).emission;
  expect(cache.nearest(other)?.common).toBe(3);
  expect(cache.longest(other, 1).warm).toBe(false);
});

test("dozens of sub-agents on one account push no conversation's prompt out", () => {
  const cache = new LiveCache();
  const main = emission(40);
  cache.sent(main, rules, 0, 1);
  for (let agent = 2; agent < 60; agent++)
    for (let turn = 1; turn <= 8; turn++) {
      const own = parts(3 + turn).map((part) => ({ ...part, hash: `${agent} ${part.hash}` }));
      cache.sent(buildEmission(input({ parts: own }), new Map()).emission, rules, agent * 10 + turn, agent);
    }
  expect(cache.longest(main, 1_000).tokens).toBe(40_000);
});

test("a long conversation keeps its frame's end and its last ones", () => {
  const cache = new LiveCache();
  for (let turn = 2; turn <= 100; turn++) cache.sent(emission(turn), rules, turn, 1);
  const kept = cache.prefixes(emission(100), 200).map(({ tokens }) => tokens);
  expect(kept).toHaveLength(24);
  expect(kept.slice(0, 2)).toEqual([2_000, 3_000]);
  expect(kept.at(-1)).toBe(100_000);
});

test("a failed request keeps nothing alive that was dying", () => {
  const cache = new LiveCache();
  cache.sent(emission(3), rules, 0);
  const failed = emission(4);
  cache.sent(failed, rules, 4 * minutes);
  cache.failed(failed);
  expect(cache.longest(emission(3), 6 * minutes).warm).toBe(false);
});

test("an answer that comes late takes back no refresh of a later request", () => {
  const cache = new LiveCache();
  const first = emission(3);
  cache.sent(first, rules, 0);
  cache.sent(emission(4), rules, 4 * minutes);
  cache.answered(first, usage({ cacheWrite5m: 3_000 }), rules, 0);
  expect(cache.longest(first, 8 * minutes).warm).toBe(true);
});
