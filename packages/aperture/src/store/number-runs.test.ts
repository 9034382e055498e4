import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNumberRuns, encodeNumberRuns } from "./number-runs.ts";

const runs = process.env.APERTURE_DEEP === "1" ? 50_000 : 2_000;

test("any list comes back as it was: order, gaps, repetition, large numbers", () => {
  const number = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 51 - 20 }));
  const list = fc
    .array(fc.tuple(number, fc.nat(20)).map(([first, more]) => range(first, more + 1)))
    .map((l) => l.flat());
  fc.assert(
    fc.property(list, (numbers) => {
      expect(decodeNumberRuns(encodeNumberRuns(numbers))).toEqual(numbers);
    }),
    { numRuns: runs },
  );
});

test("consecutive numbers cost nothing", () => {
  expect(encodeNumberRuns([]).length).toBe(0);
  expect(encodeNumberRuns(range(1, 10_000)).length).toBe(encodeNumberRuns(range(1, 100_000)).length - 1);
  expect(encodeNumberRuns(range(1, 400)).length).toBeLessThanOrEqual(4);
});

test("one conversation among sixteen costs at most three bytes per turn", () => {
  const turns = 200;
  const numbers = Array.from({ length: turns }, (_, turn) => range(1 + turn * 48, 3)).flat();
  expect(encodeNumberRuns(numbers).length).toBeLessThanOrEqual(3 * turns);
});

test("a list that was cut off is an error, not a shorter list", () => {
  const bytes = encodeNumberRuns([1_000_000, 5]);
  expect(() => decodeNumberRuns(bytes.subarray(0, 2))).toThrow(RangeError);
  expect(() => decodeNumberRuns(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
});

function range(first: number, length: number): number[] {
  return Array.from({ length }, (_, index) => first + index);
}
