import { expect, test } from "vitest";
import { Pause } from "./pause.ts";

test("the first fall costs no time, the next ones twice as much each, up to half a minute", () => {
  const pause = new Pause(() => 0);
  expect(Array.from({ length: 10 }, () => pause.next())).toEqual([
    0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
});

test("falls that lie a minute back do not count", () => {
  let now = 0;
  const pause = new Pause(() => now);
  pause.next();
  pause.next();
  now = 60_001;
  expect(pause.next()).toBe(0);
});

test("a clock that was set back keeps no falls", () => {
  let now = 1_000_000;
  const pause = new Pause(() => now);
  pause.next();
  now = 0;
  expect(pause.next()).toBe(0);
});

test("cleared, it begins anew", () => {
  const pause = new Pause(() => 0);
  pause.next();
  pause.clear();
  expect(pause.next()).toBe(0);
});
