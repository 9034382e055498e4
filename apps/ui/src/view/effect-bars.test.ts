import fc from "fast-check";
import { expect, test } from "vitest";
import { effectBars } from "./effect-bars.ts";

const totals = (promptTokens: number, bill: number) => ({ promptTokens, bill, usd: null });

test("the wider one fills the paper; the other is as wide as its tokens", () => {
  const [before, after] = effectBars(totals(100_000, 40_000), totals(80_000, 30_000));
  expect([before.width, after.width]).toEqual([100, 80]);
});

test("ink is the bill: width times the area of the dots is in the same proportion", () => {
  const tokens = fc.integer({ min: 1, max: 1e9 });
  const share = fc.double({ min: 0.05, max: 1.25, noNaN: true });
  fc.assert(
    fc.property(tokens, share, tokens, share, (one, oneShare, other, otherShare) => {
      const bills = [one * oneShare, other * otherShare] as const;
      const bars = effectBars(totals(one, bills[0]), totals(other, bills[1]));
      const [ink, otherInk] = bars.map(({ width, dot }) => width * dot * dot) as [number, number];
      // A hundredth of a pixel is the finest dot.
      if (otherInk > 1) expect(ink / otherInk / (bills[0] / bills[1])).toBeGreaterThan(0.9);
    }),
  );
});

test("nothing sent is nothing printed; no bill is wider or blacker than the paper", () => {
  expect(effectBars(totals(0, 0), totals(0, 0))).toEqual([
    { width: 0, dot: 0 },
    { width: 0, dot: 0 },
  ]);
  const [bar] = effectBars(totals(10, 1e9), totals(0, -5));
  expect([bar.width, bar.dot < 3]).toEqual([100, true]);
});
