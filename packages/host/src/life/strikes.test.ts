import { expect, test } from "vitest";
import { Strikes } from "./strikes.ts";

test("counts in a row, for each thing by itself", () => {
  const strikes = new Strikes();
  expect([strikes.add("a"), strikes.add("b"), strikes.add("a")]).toEqual([1, 1, 2]);
  expect(strikes.most).toBe(2);
});

test("a success forgives what succeeded, and nothing else", () => {
  const strikes = new Strikes();
  strikes.add("a");
  strikes.add("a");
  strikes.add("b");
  strikes.success("a");
  expect([strikes.most, strikes.add("a"), strikes.add("b")]).toEqual([1, 1, 2]);
});

test("begins and ends with none", () => {
  const strikes = new Strikes();
  expect(strikes.most).toBe(0);
  strikes.add("a");
  strikes.clear();
  expect([strikes.most, strikes.add("a")]).toEqual([0, 1]);
});
