import { expect, test } from "vitest";
import { within } from "./within.ts";

const late = (ms: number): Error => new Error(`late after ${ms}`);

test("what is done in time is passed on, as it ended", async () => {
  expect(await within(5_000, Promise.resolve(1), late)).toBe(1);
  await expect(within(5_000, Promise.reject(new Error("no")), late)).rejects.toThrow("no");
});

test("what never ends is not waited for", async () => {
  await expect(within(5, new Promise(() => {}), late)).rejects.toThrow("late after 5");
});
