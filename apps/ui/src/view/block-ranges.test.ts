import { expect, test } from "vitest";
import { formatRanges, parseRanges } from "./block-ranges.ts";

const ids = (...numbers: number[]): string[] => numbers.map((n) => `block-${n}`);

test.each([
  [ids(), ""],
  [ids(7), "7"],
  [ids(9, 3, 5, 4), "3-5,9"],
  [ids(2, 1, 2), "1-2"],
  [["block-1", "staged-2", "block-x", "block-3"], "1,3"],
])("%j is %j", (list, text) => {
  expect(formatRanges(list)).toBe(text);
});

test("what was written is read again", () => {
  const list = ids(1, 2, 3, 10, 12, 13, 900);
  expect([...parseRanges(formatRanges(list))]).toEqual(list);
});

test.each(["", "x", "3-", "-3", "5-2", "1.5", "99999999999"])("%j names no block", (text) => {
  expect(parseRanges(text).size).toBe(0);
});

test("a range from elsewhere does not fill the memory", () => {
  expect(parseRanges("1-999999999,5-999999999").size).toBe(10_000);
});

test("the readable part of a damaged text counts", () => {
  expect([...parseRanges("2,oops,4-5")]).toEqual(ids(2, 4, 5));
});
