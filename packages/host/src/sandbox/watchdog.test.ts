import { afterEach, expect, test, vi } from "vitest";
import { createWatchdog } from "./watchdog.ts";

afterEach(() => vi.useRealTimers());

function watched(overrun: () => number | undefined) {
  vi.useFakeTimers();
  const overran = vi.fn();
  const clock = { memory: new Int32Array(0), begin: () => {}, end: () => {}, wait: () => {}, overrun };
  return { overran, watchdog: createWatchdog(clock, overran) };
}

test("a guest that does not run is let be, and looked at again", () => {
  let over: number | undefined;
  const { overran, watchdog } = watched(() => over);
  watchdog.watch();
  vi.advanceTimersByTime(1_000);
  expect(overran).not.toHaveBeenCalled();
  over = 8;
  vi.advanceTimersByTime(25);
  expect(overran).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("it gets a moment to end itself, and not more", () => {
  let over = -10;
  const { overran, watchdog } = watched(() => over++);
  watchdog.watch();
  vi.advanceTimersByTime(10);
  expect(overran).not.toHaveBeenCalled();
  over = 8;
  vi.advanceTimersByTime(25);
  expect(overran).toHaveBeenCalledTimes(1);
});

test("at rest nothing is timed, and watching twice is watching once", () => {
  const { overran, watchdog } = watched(() => 100);
  watchdog.watch();
  watchdog.watch();
  expect(vi.getTimerCount()).toBe(1);
  watchdog.rest();
  vi.advanceTimersByTime(1_000);
  expect(overran).not.toHaveBeenCalled();
  watchdog.watch();
  vi.advanceTimersByTime(1);
  expect(overran).toHaveBeenCalledTimes(1);
});
