import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TokenFit } from "./token-fit.ts";

const turns = (count: number, line: (tokens: number, parts: number) => number) => {
  const fit = new TokenFit();
  for (let turn = 0; turn < count; turn++) {
    const tokens = 40 + ((turn * 7_919) % 3_000);
    const parts = 1 + (turn % 5);
    fit.learn(tokens, parts, line(tokens, parts));
  }
  return fit;
};

describe("a line through bills", () => {
  test("begins with what recorded sessions taught", () => {
    expect(new TokenFit().tokens(1_000, 2)).toBeCloseTo(1_127 + 98);
  });

  test.each([
    [1.127, 49],
    [1.3, 10],
    [1.47, 60],
    [1, 4],
  ])("finds %f per token and %f per part", (slope, constant) => {
    const fit = turns(200, (tokens, parts) => slope * tokens + constant * parts);
    expect(fit.slope).toBeCloseTo(slope, 1);
    expect(Math.abs(fit.constant - constant)).toBeLessThan(20);
    expect(Math.abs(fit.tokens(2_000, 3) / (slope * 2_000 + constant * 3) - 1)).toBeLessThan(0.03);
  });

  test("is closer after five turns than before", () => {
    const truth = (tokens: number, parts: number) => 1.4 * tokens + 20 * parts;
    const miss = (fit: TokenFit) => Math.abs(fit.tokens(2_000, 2) - truth(2_000, 2));
    expect(miss(turns(5, truth))).toBeLessThan(miss(new TokenFit()));
  });

  test("one odd turn (images, a reminder that no log holds) hardly moves it", () => {
    const fit = turns(30, (tokens, parts) => 1.2 * tokens + 30 * parts);
    const before = fit.tokens(1_000, 2);
    fit.learn(100, 2, 40_000);
    expect(Math.abs(fit.tokens(1_000, 2) / before - 1)).toBeLessThan(0.12);
  });

  test("nothing new teaches nothing", () => {
    const fit = new TokenFit();
    fit.learn(0, 0, 5_000);
    expect(fit.tokens(1_000, 2)).toBeCloseTo(1_127 + 98);
  });

  test("property: whatever is billed, it stays plausible and finite", () => {
    const size = fc.integer({ min: -200_000, max: 200_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(size, fc.integer({ min: -400, max: 400 }), size), { maxLength: 60 }), (bills) => {
        const fit = new TokenFit();
        for (const [tokens, parts, billed] of bills) fit.learn(tokens, parts, billed);
        expect(fit.slope).toBeGreaterThanOrEqual(0.5);
        expect(fit.slope).toBeLessThanOrEqual(3);
        expect(fit.constant).toBeGreaterThanOrEqual(-50);
        expect(fit.constant).toBeLessThanOrEqual(400);
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 5_000 : 300 },
    );
  });
});
