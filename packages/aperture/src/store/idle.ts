/** Milliseconds without a touch that count as idle, and the longest time that work is put off for want of it. */
export interface IdleTimes {
  readonly quiet: number;
  readonly patience: number;
}

export interface Idle {
  touch(): void;
  stop(): void;
}

/** Calls `work` once things are quiet after a touch. One unref'd timer: it keeps no process alive, and an idle store arms none. */
export function whenIdle(work: () => void, { quiet, patience }: IdleTimes): Idle {
  let timer: NodeJS.Timeout | undefined;
  let touched = 0;
  let since = 0;

  function check(): void {
    const now = performance.now();
    const rest = Math.min(touched + quiet, since + patience) - now;
    // A timer may fire a fraction of a millisecond early.
    if (rest > 1) {
      timer = setTimeout(check, rest).unref();
      return;
    }
    timer = undefined;
    work();
  }

  return {
    touch() {
      touched = performance.now();
      if (timer) return;
      since = touched;
      timer = setTimeout(check, quiet).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
