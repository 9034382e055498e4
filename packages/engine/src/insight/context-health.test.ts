import { describe, expect, test } from "vitest";
import { contextHealth, type HealthFacts } from "./context-health.ts";
import { textWaste } from "./text-waste.ts";

const healthy: HealthFacts = {
  tokens: 20_000,
  limit: 200_000,
  turnsLeft: 90,
  blocks: [{ tokens: 5_000, staleness: 0 }],
  waste: { characters: 10_000, repeated: 0, noise: 0 },
  cache: { prompt: 100_000, read: 97_000 },
  results: { count: 40, failed: 0 },
};
const factor = (facts: Partial<HealthFacts>, name: string) =>
  contextHealth({ ...healthy, ...facts }).factors.find((one) => one.name === name)!;

describe("health", () => {
  test("of a well kept context is full", () => {
    const { score, factors } = contextHealth(healthy);
    expect(score).toBe(100);
    expect(factors.map(({ name }) => name)).toEqual(["room", "staleness", "repetition", "cache", "noise", "failures"]);
    expect(factors.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
  });

  test("of the worst is nothing", () => {
    const { score } = contextHealth({
      tokens: 210_000,
      limit: 200_000,
      turnsLeft: 0,
      blocks: [{ tokens: 200_000, staleness: 100 }],
      waste: { characters: 10_000, repeated: 5_000, noise: 2_500 },
      cache: { prompt: 100_000, read: 10_000 },
      results: { count: 40, failed: 30 },
    });
    expect(score).toBe(0);
  });

  test.each<[string, Partial<HealthFacts>, number, RegExp]>([
    [
      "room",
      { tokens: 100_000 },
      100,
      /^100,000 of 200,000 tokens are used \(50 %\): room for about 90 more requests\.$/,
    ],
    ["room", { tokens: 150_000, turnsLeft: null }, 50, /^150,000 of 200,000 tokens are used \(75 %\)\.$/],
    ["room", { tokens: 190_000, turnsLeft: 3 }, 10, /about 3 more requests\. Shorten old tool results/],
    ["room", { tokens: 250_000, turnsLeft: 0 }, 0, /room for none more requests/],
    [
      "staleness",
      {
        blocks: [
          { tokens: 900, staleness: 80 },
          { tokens: 100, staleness: 0 },
        ],
      },
      28,
      /^900 tokens \(90 %\) are out of date.*Compress them/,
    ],
    ["staleness", { blocks: [] }, 100, /^0 tokens \(0 %\)/],
    ["repetition", { waste: { characters: 1_000, repeated: 250, noise: 0 } }, 50, /^25 % of the tool output repeats/],
    [
      "cache",
      { cache: { prompt: 1_000, read: 700 } },
      50,
      /^70 % .* were read from the provider's cache\. Something near the beginning/,
    ],
    [
      "noise",
      { waste: { characters: 1_000, repeated: 0, noise: 100 } },
      60,
      /^10 % of the tool output is progress bars.*Quiet flags/,
    ],
    ["failures", { results: { count: 20, failed: 6 } }, 40, /^6 of the last 20 tool results are errors\. .*circles/],
    ["failures", { results: { count: 0, failed: 0 } }, 100, /^0 of the last 0/],
  ])("%s: %j", (name, facts, score, detail) => {
    expect(factor(facts, name)).toMatchObject({ score, detail: expect.stringMatching(detail) });
  });

  test("what cannot be measured counts for nothing, and says why", () => {
    const facts = { limit: null, cache: null, results: { count: 10, failed: 10 } };
    expect(factor(facts, "room")).toMatchObject({ weight: 0, detail: expect.stringMatching(/neither a budget nor/) });
    expect(factor(facts, "cache")).toMatchObject({ weight: 0, detail: expect.stringMatching(/No cache reads/) });
    // Staleness 0.2, repetition 0.15 and noise 0.05 are full, failures 0.1 are not: 0.4 of 0.5.
    expect(contextHealth({ ...healthy, ...facts }).score).toBe(80);
  });
});

describe("waste in texts", () => {
  test.each<[string, string[], number, number]>([
    ["nothing", [], 0, 0],
    ["a line twice counts once", ["const total = sum(all);\nx", "  const total = sum(all);"], 26, 0],
    ["short lines repeat by chance", ["}\n}\n}", "  });\n  });"], 0, 0],
    ["a line repeated within one text", ["the same long line of log\n".repeat(3)], 52, 0],
    ["a rule", ["----------------------\nword"], 0, 23],
    ["a progress bar", ["10%\r20%\r30%"], 0, 12],
    ["a line that ends as Windows ends it", ["plain text\r"], 0, 0],
    ["colours", ["\u001b[32mok\u001b[0m"], 0, 12],
  ])("%s", (_, texts, repeated, noise) => {
    expect(textWaste(texts)).toMatchObject({ repeated, noise });
  });

  test("every character is counted once, with its line's end", () => {
    expect(textWaste(["abc\nde", "f"]).characters).toBe(9);
  });
});
