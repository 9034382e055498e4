import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchStamps } from "./change-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("tells each change once, survives a look that fails, and looks at nothing while nobody listens", () => {
  let stamp = "1";
  let looks = 0;
  let told = 0;
  const watch = watchStamps(() => {
    looks++;
    if (stamp === "broken") throw new Error("EMFILE");
    return stamp;
  }, 10);
  vi.advanceTimersByTime(100);
  expect(looks).toBe(0);
  const stop = watch.subscribe(() => told++);
  vi.advanceTimersByTime(100);
  expect(told).toBe(0);
  stamp = "2";
  vi.advanceTimersByTime(100);
  expect(told).toBe(1);
  stamp = "broken";
  vi.advanceTimersByTime(100);
  expect(told).toBe(1);
  stamp = "3";
  watch.changed();
  vi.advanceTimersByTime(100);
  expect(told).toBe(2);
  const before = looks;
  stop();
  vi.advanceTimersByTime(100);
  expect(looks).toBe(before);
  watch.close();
});

test("one that is told may stop listening meanwhile; the others are told all the same", () => {
  const told: string[] = [];
  const watch = watchStamps(() => "", 10);
  const stop = watch.subscribe(() => {
    told.push("first");
    stop();
  });
  watch.subscribe(() => told.push("second"));
  watch.changed();
  watch.changed();
  expect(told).toEqual(["first", "second", "second"]);
  watch.close();
  watch.changed();
  expect(told).toHaveLength(3);
});
