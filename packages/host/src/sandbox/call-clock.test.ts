import { expect, test } from "vitest";
import { ownThreadTime } from "../border/thread-time.ts";
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
  runFor(30);
  expect(clock.overrun()).toBeLessThan(-50_000);
  clock.wait(true);
  expect(clock.overrun()).toBeLessThan(0);
  await pass(30);
  expect(clock.overrun()).toBeGreaterThanOrEqual(0);
  // The worker has taken it up.
  clock.wait(false);
  expect(clock.overrun()).toBeLessThan(-50_000);
});

test("a task that a stage waits for, but that got no processor, has kept nobody waiting itself", async () => {
  const clock = joinCallClock(createCallClock().memory);
  clock.begin(60_000, true);
  clock.wait(true);
  await pass(60);
  expect(clock.overrun()).toBeLessThan(0);
  runFor(30);
  expect(clock.overrun()).toBeGreaterThanOrEqual(0);
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

/** Keeps this thread at work until it has run for so long. */
function runFor(ms: number): void {
  const before = ownThreadTime();
  while (ownThreadTime() - before < ms);
}
