import { expect, test } from "vitest";
import { WAITED_MS } from "../../border/thread-time.ts";
import { createThreadClock, joinThreadClock } from "./thread-clock.ts";

/** Time passes with this thread at work. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("the main side sees what runs, since when, and in which phase", () => {
  const main = createThreadClock();
  const thread = joinThreadClock(main.shared);
  expect(main.running()).toBeNull();
  thread.begin(7, "starting");
  work(5);
  const first = main.running()!;
  expect(first).toMatchObject({ call: 7, phase: "starting" });
  expect(first.ms).toBeGreaterThanOrEqual(5);
  expect(main.running()!.since).toBe(first.since);
  thread.begin(7, "running");
  expect(main.running()).toMatchObject({ call: 7, phase: "running" });
  expect(main.running()!.since).not.toBe(first.since);
  expect(thread.end()).toBeLessThan(first.ms + 1_000);
  expect(main.running()).toBeNull();
});

test("what a guest ran counts", () => {
  const main = createThreadClock();
  const thread = joinThreadClock(main.shared);
  const before = process.threadCpuUsage();
  thread.begin(1, "running");
  const ran = () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  while (ran() < 50) work(1);
  // The kernel tells others of a thread's time a tick later.
  expect(main.running()!.counted()).toBeGreaterThan(35);
  expect(main.running()!.counted()).toBeLessThanOrEqual(main.running()!.ms + 10);
  expect(thread.end()).toBeGreaterThan(35);
});

test("what it waited for a processor does not, but for no longer than a bound", async () => {
  const main = createThreadClock();
  const thread = joinThreadClock(main.shared);
  thread.begin(1, "running");
  await pass(25);
  const early = main.running()!;
  expect(early.counted()).toBeLessThan(Math.max(15, early.ms - WAITED_MS + 1));
  while (main.running()!.ms < WAITED_MS + 60) await pass(10);
  const late = main.running()!;
  expect(late.counted()).toBeGreaterThanOrEqual(late.ms - WAITED_MS);
  expect(late.counted()).toBeLessThan(late.ms);
  expect(thread.end()).toBeGreaterThanOrEqual(60);
});

test("a thread that the kernel does not tell of is measured by the clock", async () => {
  // Nobody has joined: its number is not known.
  const clock = createThreadClock();
  clock.begin(1, "running");
  await pass(30);
  const running = clock.running()!;
  expect(running.counted()).toBe(running.ms);
});
