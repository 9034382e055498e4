import type { Timers } from "@aperture/aperture/proxy/idle-watch";

export interface ManualClock extends Timers {
  /** Moves on by `ms` and runs what falls due, in order. */
  advance(ms: number): void;
  /** Timers that are set. */
  readonly pending: () => number;
}

/** A clock that only moves when told to. */
export function manualClock(): ManualClock {
  let time = 0;
  let next = 0;
  const set = new Map<number, { due: number; action: () => void }>();
  return {
    now: () => time,
    setTimeout(action, delay) {
      next += 1;
      set.set(next, { due: time + delay, action });
      return next;
    },
    clearTimeout(handle) {
      set.delete(handle as number);
    },
    pending: () => set.size,
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const due = [...set].filter(([, timer]) => timer.due <= end).sort((a, b) => a[1].due - b[1].due)[0];
        if (due === undefined) break;
        set.delete(due[0]);
        time = Math.max(time, due[1].due);
        due[1].action();
      }
      time = end;
    },
  };
}
