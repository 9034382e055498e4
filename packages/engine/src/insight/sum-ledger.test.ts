import { describe, expect, test } from "vitest";
import { emissionOf } from "../governor/emission.ts";
import type { CacheRules } from "../governor/prices.ts";
import { inputPrice } from "./input-price.ts";
import { savedByActor } from "./saved-by-actor.ts";
import { type LedgerEntry, sumActors, sumLedger } from "./sum-ledger.ts";

const entry = (given: Partial<LedgerEntry>): LedgerEntry => ({
  lane: 1,
  billed: 100,
  untouched: 150,
  billedUsd: 0.01,
  untouchedUsd: 0.015,
  actors: {},
  predictedInput: null,
  prompt: 1_000,
  ...given,
});

describe("a session's sums", () => {
  test("before anything was billed", () => {
    expect(sumLedger([])).toEqual({
      billed: { tokens: 0, usd: null },
      untouched: { tokens: 0, usd: null },
      saved: { tokens: 0, usd: null },
      share: null,
      prediction: { turns: 0, p50: null, p95: null },
    });
  });

  test("what was saved, and its share", () => {
    const sums = sumLedger([entry({}), entry({ billed: 50, untouched: 50, billedUsd: 0.005, untouchedUsd: 0.005 })]);
    expect(sums).toMatchObject({ billed: { tokens: 150 }, untouched: { tokens: 200 }, saved: { tokens: 50 } });
    expect(sums.share).toBe(0.25);
    expect(sums.saved.usd).toBeCloseTo(0.005);
  });

  test("is negative where Aperture cost more than it saved", () => {
    const sums = sumLedger([entry({ billed: 300, untouched: 200, billedUsd: 0.03, untouchedUsd: 0.02 })]);
    expect(sums.saved.tokens).toBe(-100);
    expect(sums.saved.usd).toBeCloseTo(-0.01);
    expect(sums.share).toBe(-0.5);
  });

  test("has no dollars where one turn's price is not known", () => {
    const sums = sumLedger([entry({}), entry({ billedUsd: null, untouchedUsd: null })]);
    expect([sums.billed.usd, sums.untouched.usd, sums.saved.usd]).toEqual([null, null, null]);
    expect(sums.saved.tokens).toBe(100);
  });

  test("predictions count from a lane's sixth billed turn on", () => {
    const lane = (n: number, misses: readonly (number | null)[]) =>
      misses.map((miss) => entry({ lane: n, predictedInput: miss === null ? null : 1_000 + miss }));
    const sums = sumLedger([
      ...lane(1, [900, 900, 900, 900, null, 1, -2, 3, null, 40]),
      ...lane(2, [900, 900, 900, 900, 900]),
    ]);
    expect(sums.prediction.turns).toBe(4);
    expect(sums.prediction.p50).toBeCloseTo(0.3);
    expect(sums.prediction.p95).toBeCloseTo(4);
  });

  test("by actor, who saved most first, also those whose changes only wait", () => {
    const actors = sumActors(
      [{ actors: { auto: 500, staged: -40 } }, { actors: { auto: 500, "rule:3": 700 } }],
      new Map([
        ["auto", 4],
        ["rule:3", 1],
        ["user", 2],
      ]),
    );
    expect(actors).toEqual([
      { actor: "auto", tokens: 1_000, changes: 4 },
      { actor: "rule:3", tokens: 700, changes: 1 },
      { actor: "user", tokens: 0, changes: 2 },
      { actor: "staged", tokens: -40, changes: 0 },
    ]);
  });
});

describe("what an actor keeps out of a request", () => {
  const part = (block: number, tokens: number) => ({ key: `k${block}`, hash: "", block, tokens, mark: false });
  const original = emissionOf("m", [part(1, 100), part(0, 0), part(2, 900), part(3, 400)], true);

  test("is the client's tokens without what is sent instead; inserts are the other way round", () => {
    expect(
      savedByActor(original, [
        { actor: "user", block: 2, kind: "compress", tokens: 300 },
        { actor: "user", block: 3, kind: "remove", tokens: 12 },
        { actor: "staged", block: 9, kind: "insert", tokens: 80 },
        { actor: "plugin:x", block: 1, kind: "edit", tokens: 130 },
      ]),
    ).toEqual({ user: 988, staged: -80, "plugin:x": -30 });
  });

  test("a change whose block is not in the request saves nothing of it", () => {
    expect(savedByActor(original, [{ actor: "user", block: 77, kind: "compress", tokens: 5 }])).toEqual({});
  });
});

describe("dollars", () => {
  const rules = (usd: CacheRules["usd"]): CacheRules => ({
    cacheRead: 0.1,
    cacheWrite5m: 1.25,
    cacheWrite1h: 2,
    minimumTokens: 1_024,
    caching: "marks",
    ttl: 300_000,
    usd,
  });

  test("are the equivalents at the input price", () => {
    expect(inputPrice(200_000, 1_000_000, rules({ input: 5, output: 25 }))).toBe(1);
    expect(inputPrice(200_000, 1_000, rules(null))).toBeNull();
  });

  test("a long prompt has a price of its own, from the first token above", () => {
    const tiered = rules({ input: 0.1, output: 0.5, longPrompt: { above: 100_000, input: 0.5, output: 2.5 } });
    expect(inputPrice(1_000_000, 100_000, tiered)).toBeCloseTo(0.1);
    expect(inputPrice(1_000_000, 100_001, tiered)).toBeCloseTo(0.5);
  });
});
