import { expect, test } from "vitest";
import { createCallClock, joinCallClock } from "./call-clock.ts";

/** Time passes with this thread at work. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("one side runs, the other sees by how much it has overrun", async () => {
  const host = createCallClock();
  const worker = joinCallClock(host.memory);
  expect(host.overrun()).toBeUndefined();
  worker.begin(60_000, false);
  expect(host.overrun()).toBeLessThanOrEqual(-50_000);
  worker.begin(0, false);
  while (worker.overrun()! < 5) work(1);
  // The kernel tells others of a thread's time a tick later.
  while (host.overrun()! < 3) work(1);
  worker.end();
  expect(host.overrun()).toBeUndefined();
});

test("a task that keeps a stage waiting has overrun when it has run, and kept it waiting, for 25 ms", async () => {
  const clock = joinCallClock(createCallClock().memory);
  clock.begin(60_000, true);
  await pass(30);
  expect(clock.overrun()).toBeLessThan(-50_000);
  clock.wait(true);
  expect(clock.overrun()).toBeLessThan(0);
  await pass(30);
  expect(clock.overrun()).toBeGreaterThanOrEqual(0);
  // The worker has taken it up.
  clock.wait(false);
  expect(clock.overrun()).toBeLessThan(-50_000);
});

test("a stage gives way to nobody", async () => {
  const clock = createCallClock();
  clock.wait(true);
  clock.begin(60_000, false);
  await pass(30);
  expect(clock.overrun()).toBeLessThan(-50_000);
});

test("waiting for a processor is not counted, but only up to a bound", async () => {
  const clock = joinCallClock(createCallClock().memory);
  clock.begin(10, false);
  await pass(20);
  expect(clock.overrun()).toBeLessThan(8);
  while (clock.overrun()! < 8) await pass(10);
});

test("a budget is never negative", () => {
  const clock = createCallClock();
  clock.begin(-500, false);
  expect(clock.overrun()).toBeLessThan(400);
});
