import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Stalls {
  /** Longest wait for a timer, ms: includes what other processes took of the machine. */
  readonly longest: number;
  /** Most CPU time this thread spent between two timers 1 ms apart, ms: what the program itself is to blame for. */
  readonly longestOwn: number;
}

/** Watches the event loop of this thread until the returned function is called. */
export function measureStalls(): () => Stalls {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let longestOwn = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longestOwn = Math.max(longestOwn, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    delay.disable();
    return { longest: delay.max / 1e6, longestOwn };
  };
}
