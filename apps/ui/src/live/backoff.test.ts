import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";

test("doubles from 250 ms and never waits longer than five seconds", () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(backoff)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
