import type { Usage } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { loadTranscripts } from "../dialects/testing/load-transcripts.ts";
import { type Emission, type EmissionPart, emissionOf } from "../governor/emission.ts";
import { LiveCache, type WarmPrefix } from "../governor/live-cache.ts";
import type { CacheRules } from "../governor/prices.ts";
import { recordedEmissions } from "./testing/recorded-emissions.ts";
import { billOf, untouchedBill } from "./untouched-bill.ts";

const rules: CacheRules = {
  cacheRead: 0.1,
  cacheWrite5m: 1.25,
  cacheWrite1h: 2,
  minimumTokens: 1_024,
  caching: "marks",
  ttl: 300_000,
  usd: { input: 5, output: 25 },
};
const usage = (input: number, cacheRead: number, cacheWrite5m = 0, cacheWrite1h = 0): Usage => ({
  input,
  output: 100,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
});
const prompt = (...tokens: number[]): Emission =>
  emissionOf(
    "m",
    tokens.map(
      (size, at): EmissionPart => ({
        key: `k${at}`,
        hash: `${at}:${size}`,
        block: at + 1,
        tokens: size,
        mark: at === tokens.length - 1,
      }),
    ),
    false,
  );
const kept = (tokens: number): WarmPrefix => ({ parts: 1, tokens, warm: tokens > 0, ttl: 300_000 });

describe("billed", () => {
  test("is the usage by its prices", () => {
    // 10 + 100,000 · 0.1 + 2,000 · 1.25 + 500 · 2
    expect(billOf(usage(10, 100_000, 2_000, 500), rules)).toBe(13_510);
  });
});

describe("untouched, by hand", () => {
  test("a result that was shortened before it was first sent: every request reads so much less", () => {
    // We send 60,000 (50,000 cached); the client sent 70,000, of which 60,000 would be cached. Written: 10,000 either way.
    const bill = untouchedBill({
      usage: usage(0, 50_000, 10_000),
      sent: prompt(50_000, 10_000),
      warm: kept(50_000),
      original: prompt(60_000, 10_000),
      shadow: kept(60_000),
      rules,
    });
    expect(bill.billed).toBe(50_000 * 0.1 + 10_000 * 1.25);
    expect(bill.untouched).toBeCloseTo(60_000 * 0.1 + 10_000 * 1.25);
  });

  test("the request that rewrites costs more than it saves, and the ledger says so", () => {
    // 20,000 of 60,000 were removed near the front: 30,000 tokens behind are written anew.
    const bill = untouchedBill({
      usage: usage(0, 10_000, 30_000),
      sent: prompt(10_000, 30_000),
      warm: kept(10_000),
      original: prompt(10_000, 20_000, 30_000),
      shadow: kept(58_000),
      rules,
    });
    expect(bill.billed).toBe(1_000 + 37_500);
    // Untouched 58,000 would have been read and 2,000 written.
    expect(bill.untouched).toBeCloseTo(5_800 + 2_500);
    expect(bill.untouched - bill.billed).toBeCloseTo(-30_200);
  });

  test("a staged text costs its tokens: negative", () => {
    const bill = untouchedBill({
      usage: usage(0, 40_000, 3_000),
      sent: prompt(40_000, 3_000),
      warm: kept(40_000),
      original: prompt(40_000, 2_000),
      shadow: kept(40_000),
      rules,
    });
    expect(bill.untouched).toBeCloseTo(4_000 + 2_500);
    expect(bill.billed - bill.untouched).toBeCloseTo(1_250);
  });

  test("written for an hour, the client's tokens would have been too", () => {
    const bill = untouchedBill({
      usage: usage(0, 50_000, 0, 4_000),
      sent: prompt(50_000, 4_000),
      warm: kept(50_000),
      original: prompt(50_000, 6_000),
      shadow: kept(50_000),
      rules,
    });
    expect(bill.untouched).toBeCloseTo(5_000 + 6_000 * 2);
  });

  test("counts that are off by a tenth cancel: differences are taken in billed tokens", () => {
    const at = (scale: number) =>
      untouchedBill({
        usage: usage(0, 50_000, 10_000),
        sent: prompt(50_000 * scale, 10_000 * scale),
        warm: kept(50_000 * scale),
        original: prompt(60_000 * scale, 10_000 * scale),
        shadow: kept(60_000 * scale),
        rules,
      }).untouched;
    for (const scale of [0.8, 0.9, 1.1, 1.3]) expect(at(scale)).toBeCloseTo(at(1), 6);
  });

  test("a provider that dropped its cache would have dropped the original's as well", () => {
    const bill = untouchedBill({
      usage: usage(0, 0, 60_000),
      sent: prompt(50_000, 10_000),
      warm: kept(50_000),
      original: prompt(60_000, 10_000),
      shadow: kept(60_000),
      rules,
    });
    expect(bill.untouched).toBeCloseTo(70_000 * 1.25);
  });

  test("a prompt that others had cached already: what was read beyond what is known is read either way", () => {
    const bill = untouchedBill({
      usage: usage(10, 16_000, 4_000),
      sent: prompt(16_000, 4_010),
      warm: kept(0),
      original: prompt(16_000, 6_010),
      shadow: kept(0),
      rules,
    });
    expect(bill.untouched).toBeCloseTo(bill.billed + 2_000 * ((10 + 4_000 * 1.25) / 4_010), 0);
  });

  test("all was read, nothing written: more would have been written at the entry's lifetime", () => {
    const bill = untouchedBill({
      usage: usage(0, 50_000),
      sent: prompt(50_000),
      warm: kept(50_000),
      original: prompt(50_000, 1_000),
      shadow: { ...kept(50_000), ttl: 3_600_000 },
      rules,
    });
    expect(bill.untouched).toBeCloseTo(5_000 + 2_000);
  });

  test("never negative sizes, whatever is counted", () => {
    const bill = untouchedBill({
      usage: usage(5, 0, 100),
      sent: prompt(90_000),
      warm: kept(90_000),
      original: prompt(10),
      shadow: kept(0),
      rules,
    });
    expect(bill.untouched).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(bill.untouched)).toBe(true);
  });
});

const transcripts = loadTranscripts(process.env.APERTURE_DEEP === "1" ? undefined : 3).filter(
  ({ turns }) => turns[0]?.usage !== undefined,
);
test.each(transcripts.map((transcript) => [transcript.id, transcript] as const))(
  "session %s, in which nothing is changed: untouched is what was billed, to the last digit",
  (_, transcript) => {
    const live = new LiveCache();
    const untouched = new LiveCache();
    let total = 0;
    for (const { emission, usage: billed, at } of recordedEmissions(transcript, (text) => text.length / 4)) {
      const facts = {
        usage: billed!,
        sent: emission,
        warm: live.longest(emission, at),
        original: emission,
        shadow: untouched.longest(emission, at),
        rules,
      };
      const bill = untouchedBill(facts);
      expect(bill.untouched).toBe(bill.billed);
      for (const cache of [live, untouched]) {
        cache.sent(emission, rules, at);
        cache.answered(emission, billed!, rules, at);
      }
      total += bill.billed;
    }
    expect(total).toBeGreaterThan(100_000);
  },
);

test("where a token of text was learnt to cost less than billed ÷ counted, less was saved", () => {
  // 1,000 counted tokens are billed as 1,500: half of that stands beside the texts.
  const facts = {
    usage: usage(1_500, 0),
    sent: prompt(1_000),
    warm: kept(0),
    original: prompt(2_000),
    shadow: kept(0),
    rules,
  };
  expect(untouchedBill(facts)).toEqual({ billed: 1_500, untouched: 3_000 });
  expect(untouchedBill({ ...facts, perToken: 1 })).toEqual({ billed: 1_500, untouched: 2_500 });
});
