import { readFileSync, readlinkSync } from "node:fs";
import process from "node:process";

/** Ms that this thread has run, without what it waited for a processor. */
export function ownThreadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The kernel's number of this thread; 0 where there is no telling. */
export function ownThreadNumber(): number {
  try {
    // `<pid>/task/<tid>`, proc(5).
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1)) || 0;
  } catch {
    return 0;
  }
}

/** Ms that another thread of this process has run; undefined where the kernel does not say. */
export function threadTime(thread: number): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${thread}/schedstat`, "latin1").split(" ", 1);
    const time = Number(nanoseconds) / 1e6;
    return Number.isFinite(time) ? time : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A guest's deadline is of its own running time; what its thread waits for a processor is not counted (issue 4): nobody's plugin is ended because
 * the machine is busy. Whoever waits for it goes on without it sooner (`host-stage.ts`); this is where even a starved thread is given up.
 */
export const WAITED_MS = 400;

/** What of the time since a guest began counts against its deadline, ms. `own`: what its thread ran, where the kernel says. */
export const countedTime = (passed: number, own: number | undefined): number =>
  own === undefined ? passed : Math.max(own, passed - WAITED_MS);
