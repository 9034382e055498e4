import { afterEach, expect, test, vi } from "vitest";
import { createPendingCalls } from "./pending-calls.ts";

afterEach(() => vi.useRealTimers());

const call = (what: string) => ({ what, deadlineMs: 50, resolve: () => {}, reject: () => {} });

test("each call is taken once, by its number", () => {
  const calls = createPendingCalls(() => {});
  const first = calls.add(call("first"));
  const second = calls.add(call("second"));
  expect(calls.size).toBe(2);
  expect(calls.all().map(({ what }) => what)).toEqual(["first", "second"]);
  expect(calls.get(second)?.what).toBe("second");
  expect(calls.take(second)?.what).toBe("second");
  expect(calls.get(second)).toBeUndefined();
  expect(calls.take(second)).toBeUndefined();
  expect(calls.take(99)).toBeUndefined();
  expect(calls.takeAll().map(({ what }) => what)).toEqual(["first"]);
  expect(calls.take(first)).toBeUndefined();
  expect(calls.size).toBe(0);
});

test("a thread that answers nothing is not waited for", () => {
  vi.useFakeTimers();
  const silent = vi.fn();
  const calls = createPendingCalls(silent);
  calls.take(calls.add(call("answered")));
  calls.add(call("taken"));
  calls.takeAll();
  vi.advanceTimersByTime(60_000);
  expect(silent).not.toHaveBeenCalled();
  calls.add(call("silent"));
  vi.advanceTimersByTime(2_000);
  expect(silent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(50);
  expect(silent).toHaveBeenCalledTimes(1);
  calls.takeAll();
  expect(vi.getTimerCount()).toBe(0);
});
