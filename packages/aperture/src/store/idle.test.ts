import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Idle, whenIdle } from "./idle.ts";

let calls = 0;
let idle: Idle;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  calls = 0;
  const count = () => {
    calls += 1;
  };
  idle = whenIdle(count, { quiet: 100, patience: 1_000 });
});
afterEach(() => {
  idle.stop();
  vi.useRealTimers();
});

test("nothing happens untouched, once after the last touch", () => {
  vi.advanceTimersByTime(5_000);
  expect(calls).toBe(0);
  for (let touch = 0; touch < 5; touch += 1) {
    idle.touch();
    vi.advanceTimersByTime(60);
  }
  expect(calls).toBe(0);
  vi.advanceTimersByTime(100);
  expect(calls).toBe(1);
  vi.advanceTimersByTime(5_000);
  expect(calls).toBe(1);
});

test("a store that is never quiet is tidied up all the same", () => {
  for (let touch = 0; touch < 100; touch += 1) {
    idle.touch();
    vi.advanceTimersByTime(50);
  }
  expect(calls).toBeGreaterThanOrEqual(4);
  expect(calls).toBeLessThanOrEqual(5);
});

test("stopped means stopped", () => {
  idle.touch();
  idle.stop();
  vi.advanceTimersByTime(5_000);
  expect(calls).toBe(0);
});
