import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Emission, emissionOf } from "../governor/emission.ts";
import { rules } from "../governor/testing/prompts.ts";
import { PromptProvider } from "./prompt-provider.ts";

const TTL = 1_000;

/** A prompt of parts of 100 tokens, one letter each; a capital is marked. */
const prompt = (letters: string, automatic = false): Emission =>
  emissionOf(
    "model",
    [...letters].map((letter, index) => ({
      key: `user:${index}`,
      hash: letter.toLowerCase(),
      block: index + 1,
      tokens: 100,
      mark: letter !== letter.toLowerCase(),
    })),
    automatic,
  );

const billed = (provider: PromptProvider, letters: string, at: number, automatic = false) => {
  const { cacheRead, cacheWrite5m, input } = provider.bill({ emission: prompt(letters, automatic), at });
  return [cacheRead, cacheWrite5m, input];
};

describe("a provider with marks", () => {
  test("writes up to the last mark, reads what a mark closed, and charges the rest in full", () => {
    const provider = new PromptProvider(rules, TTL);
    expect(billed(provider, "aBc", 0)).toEqual([0, 200, 100]);
    expect(billed(provider, "abcD", 10)).toEqual([200, 200, 0]);
    expect(billed(provider, "abcdE", 20)).toEqual([400, 100, 0]);
  });

  test("reads down to the last mark before what is another text", () => {
    const provider = new PromptProvider(rules, TTL);
    billed(provider, "aBcD", 0);
    expect(billed(provider, "abxD", 10)).toEqual([200, 200, 0]);
  });

  test("forgets what was not read for its lifetime; a read gives a new one to all that it holds", () => {
    const provider = new PromptProvider(rules, TTL);
    billed(provider, "aBcD", 0);
    expect(billed(provider, "abcdE", TTL - 1)).toEqual([400, 100, 0]);
    expect(billed(provider, "abX", TTL + 500)).toEqual([200, 100, 0]);
    expect(billed(provider, "abcdE", 3 * TTL)).toEqual([0, 500, 0]);
  });

  test("keeps nothing that is shorter than the least, and charges a long lifetime as such", () => {
    const provider = new PromptProvider({ ...rules, minimumTokens: 300 }, 3_600_000);
    expect(billed(provider, "aB", 0)).toEqual([0, 0, 200]);
    expect(billed(provider, "aB", 1)).toEqual([0, 0, 200]);
    const usage = provider.bill({ emission: prompt("aBcD"), at: 2 });
    expect(usage).toMatchObject({ cacheWrite1h: 400, cacheWrite5m: 0, cacheRead: 0, input: 0 });
  });

  test("another model has another cache", () => {
    const provider = new PromptProvider(rules, TTL);
    billed(provider, "aB", 0);
    expect(provider.bill({ emission: { ...prompt("aB"), model: "other" }, at: 1 }).cacheRead).toBe(0);
    expect(billed(provider, "aB", 2)).toEqual([200, 0, 0]);
  });
});

test("what stands beside the texts is billed as well: each part has its own", () => {
  const provider = new PromptProvider(rules, TTL, { perToken: 1.5, perPart: 10 });
  expect(billed(provider, "aBc", 0)).toEqual([0, 320, 160]);
  expect(billed(provider, "abC", 1)).toEqual([320, 160, 0]);
});

test("a provider without marks reads any beginning that is long enough, and writes for nothing", () => {
  const provider = new PromptProvider({ ...rules, caching: "automatic", minimumTokens: 200 }, TTL);
  expect(billed(provider, "abcd", 0, true)).toEqual([0, 0, 400]);
  expect(billed(provider, "abcx", 1, true)).toEqual([300, 0, 100]);
  expect(billed(provider, "axcd", 2, true)).toEqual([0, 0, 400]);
});

test("says the same as a list of all beginnings that were ever marked", () => {
  const letters = fc.stringMatching(/^[abAB]{1,6}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, fc.integer({ min: 1, max: 900 })), { maxLength: 12 }), (requests) => {
      const provider = new PromptProvider(rules, TTL);
      const kept = new Map<string, number>();
      let at = 0;
      for (const [said, pause] of requests) {
        at += pause;
        const plain = said.toLowerCase();
        const beginnings = [...plain].map((_, index) => plain.slice(0, index + 1));
        const live = beginnings.filter((beginning) => (kept.get(beginning) ?? 0) > at);
        const read = (live.at(-1)?.length ?? 0) * 100;
        const end = Math.max(0, ...[...said].map((letter, index) => (letter < "a" ? index + 1 : 0))) * 100;
        expect(billed(provider, said, at)).toEqual([
          read,
          Math.max(0, end - read),
          said.length * 100 - read - Math.max(0, end - read),
        ]);
        for (const beginning of live) kept.set(beginning, at + TTL);
        for (const [index, letter] of [...said].entries())
          if (letter < "a") kept.set(plain.slice(0, index + 1), at + TTL);
      }
    }),
    { numRuns: 300 },
  );
});
