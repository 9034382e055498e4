/** The clock as the proxy uses it; tests bring their own. Milliseconds. */
export interface Timers {
  now(): number;
  setTimeout(action: () => void, delay: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  setTimeout: (action, delay) => setTimeout(action, delay),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

export interface IdleWatch {
  /** Something moved. One clock reading: no timer is touched. */
  touch(): void;
  /** While the client reads nothing, silence is not the upstream's. */
  pause(): void;
  stop(): void;
}

/**
 * Calls `onIdle` once when nothing moved for `limit` ms. undici's own timers are off: its 300 s kill long thinking, and
 * they do not know about slow readers.
 */
export function watchIdle(options: { timers: Timers; limit: number; onIdle: () => void }): IdleWatch {
  const { timers, limit, onIdle } = options;
  let last = timers.now();
  let paused = false;
  let handle: unknown = timers.setTimeout(look, limit);

  function look(): void {
    const silent = paused ? 0 : timers.now() - last;
    if (silent >= limit) onIdle();
    else handle = timers.setTimeout(look, limit - silent);
  }

  return {
    touch() {
      last = timers.now();
      paused = false;
    },
    pause() {
      paused = true;
    },
    stop() {
      timers.clearTimeout(handle);
    },
  };
}
