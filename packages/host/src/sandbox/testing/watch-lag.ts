/** How long this thread's event loop stood still, in ms. */
export interface Lag {
  readonly wall: number;
  /** Of the thread itself: on a machine with other work a thread also stands still because it gets no turn. */
  readonly cpu: number;
}

/** Measures until it is stopped; gives the longest of each. */
export function watchLag(): { stop(): Lag } {
  let wall = 0;
  let cpu = 0;
  const usage = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = performance.now();
  let used = usage();
  const look = (): void => {
    const now = performance.now();
    const uses = usage();
    wall = Math.max(wall, now - last - EVERY_MS);
    cpu = Math.max(cpu, uses - used);
    last = now;
    used = uses;
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { wall, cpu };
    },
  };
}

const EVERY_MS = 5;
