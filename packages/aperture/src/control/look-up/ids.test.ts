import { expect, test } from "vitest";
import { idOf, numberOf } from "./ids.ts";

test("an id and its number are the same thing", () => {
  for (const n of [1, 9, 10, 123_456_789, 999_999_999_999_999]) expect(numberOf("block", idOf("block", n))).toBe(n);
});

test.each([
  "block-0",
  "block-01",
  "block--1",
  "block-1.0",
  "block-1e3",
  "block-",
  "block-1 ",
  "Block-1",
  "lane-1",
  "",
  "block-9999999999999999",
  "block-١",
])("%j is no block", (id) => {
  expect(numberOf("block", id)).toBeUndefined();
});
