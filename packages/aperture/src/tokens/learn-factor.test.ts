import type { Usage } from "@aperture/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelFactor } from "../store/records.ts";
import { learnFactor } from "./learn-factor.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 };
const bill = (input: number, more: Partial<Usage> = {}): Usage => ({
  input,
  output: 7,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  ...more,
});
const known = (factor: number, samples: number): ModelFactor => ({ model: "m", factor, samples });

describe("one bill", () => {
  test.each<[string, ModelFactor | undefined, Usage, { counted: number; fixed: number }, ModelFactor | null]>([
    ["the first is believed", undefined, bill(1_200), { counted: 1_000, fixed: 0 }, known(1.2, 1)],
    ["the second counts half", known(1.2, 1), bill(1_400), { counted: 1_000, fixed: 0 }, known(1.3, 2)],
    ["later ones a fifth", known(1, 50), bill(1_500), { counted: 1_000, fixed: 0 }, known(1.1, 51)],
    [
      "what was read from and written to the cache is part of the prompt",
      undefined,
      bill(100, { cacheRead: 700, cacheWrite5m: 100, cacheWrite1h: 100 }),
      { counted: 1_000, fixed: 0 },
      known(1, 1),
    ],
    ["images are taken off", undefined, bill(2_600), { counted: 1_000, fixed: 1_500 }, known(1.1, 1)],
    ["images that cost more than the bill teach nothing", undefined, bill(1_000), { counted: 300, fixed: 1_500 }, null],
    ["a small prompt teaches nothing", undefined, bill(199), { counted: 199, fixed: 0 }, null],
    ["200 tokens are enough", undefined, bill(200), { counted: 200, fixed: 0 }, known(1, 1)],
    ["a prompt of images alone teaches nothing", undefined, bill(1_500), { counted: 0, fixed: 1_500 }, null],
    ["half is still plausible", undefined, bill(500), { counted: 1_000, fixed: 0 }, known(0.5, 1)],
    ["less than half is not", known(1, 3), bill(499), { counted: 1_000, fixed: 0 }, null],
    ["three times is still plausible", undefined, bill(3_000), { counted: 1_000, fixed: 0 }, known(3, 1)],
    ["more is not", known(1, 3), bill(3_001), { counted: 1_000, fixed: 0 }, null],
    ["a bill of nothing teaches nothing", undefined, bill(0), { counted: 1_000, fixed: 0 }, null],
    ["nor one that is no number", undefined, bill(Number.NaN), { counted: 1_000, fixed: 0 }, null],
  ])("%s", (_, before, usage, prompt, expected) => {
    const learnt = learnFactor(before, "m", usage, prompt);
    if (expected === null || learnt === null) return expect(learnt).toBe(expected);
    expect(learnt).toMatchObject({ model: "m", samples: expected.samples });
    expect(learnt.factor).toBeCloseTo(expected.factor, 9);
  });
});

describe("many bills", () => {
  const prompt = fc.record({
    counted: fc.integer({ min: 0, max: 200_000 }),
    fixed: fc.integer({ min: 0, max: 5_000 }),
  });

  test("never lead out of the plausible range, whatever they say", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -10, max: 1_000_000 }), prompt), { maxLength: 30 }), (bills) => {
        let factor: ModelFactor | undefined;
        for (const [input, of] of bills) factor = learnFactor(factor, "m", bill(input), of) ?? factor;
        if (factor) expect(factor.factor).toSatisfy((value: number) => value >= 0.5 && value <= 3);
      }),
      runs,
    );
  });

  test("converge to what the model's tokens are worth, from any beginning, images or not", () => {
    const factors = fc.double({ min: 0.6, max: 2.9, noNaN: true });
    fc.assert(
      fc.property(factors, factors, fc.array(prompt, { minLength: 60, maxLength: 60 }), (start, worth, prompts) => {
        let factor = known(start, 1);
        for (const { counted, fixed } of prompts) {
          const of = { counted: counted + 2_000, fixed };
          const usage = bill(Math.round(of.counted * worth) + fixed);
          factor = learnFactor(factor, "m", usage, of) ?? factor;
        }
        expect(factor.samples).toBe(61);
        expect(Math.abs(factor.factor - worth)).toBeLessThan(0.01);
      }),
      runs,
    );
  });

  test("a single odd turn moves a learnt factor by no more than a fifth of the way", () => {
    const learnt = learnFactor(known(1.2, 40), "m", bill(3_000), { counted: 1_000, fixed: 0 })!;
    expect(learnt.factor).toBeCloseTo(1.2 + (3 - 1.2) / 5, 9);
  });
});
