import { expect, test } from "vitest";
import { countedTime, ownThreadNumber, ownThreadTime, threadTime, WAITED_MS } from "./thread-time.ts";

function work(ms: number): void {
  const until = ownThreadTime() + ms;
  while (ownThreadTime() < until);
}

test("a thread's time is what it ran, not what it waited", async () => {
  const before = ownThreadTime();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(ownThreadTime() - before).toBeLessThan(50);
  work(30);
  expect(ownThreadTime() - before).toBeGreaterThanOrEqual(30);
});

test("another thread is told the same by the kernel, where it tells at all", () => {
  const number = ownThreadNumber();
  const told = threadTime(number);
  if (process.platform !== "linux") {
    expect([number, told]).toEqual([0, undefined]);
    return;
  }
  const before = { own: ownThreadTime(), told: told ?? Number.NaN };
  work(40);
  const difference = threadTime(number)! - before.told - (ownThreadTime() - before.own);
  // Behind by a tick of the scheduler at most.
  expect(Math.abs(difference)).toBeLessThan(15);
});

test("of a thread that is none there is no telling", () => {
  expect(threadTime(0)).toBeUndefined();
  expect(threadTime(-1)).toBeUndefined();
});

test("of the time that passed a guest's own counts, and what it waited for a processor beyond a bound", () => {
  expect(countedTime(20, 3)).toBe(3);
  expect(countedTime(100, 90)).toBe(90);
  expect(countedTime(1_000, 3)).toBe(1_000 - WAITED_MS);
  // Where the kernel does not say, there is only one clock.
  expect(countedTime(20, undefined)).toBe(20);
});
