/** Files are few and small here, folders may be hostile or on a network: looking is bounded where watching is not. Milliseconds. */
const LOOK_EVERY = 2_000;

export interface ChangeWatch {
  subscribe(listener: () => void): () => void;
  /** Something was changed by us: told at once. */
  changed(): void;
  close(): void;
}

/** Tells whoever listens when `stamp` is another one than at the last look. Looks only while somebody listens. */
export function watchStamps(stamp: () => string, lookEvery = LOOK_EVERY): ChangeWatch {
  const listeners = new Set<() => void>();
  let seen = "";
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const look = () => {
    let now: string;
    try {
      now = stamp();
    } catch {
      // Out of handles, a disk that fails: the next look may see more, and whoever reads a file is told why.
      return;
    }
    if (now === seen) return;
    seen = now;
    tell();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    subscribe(listener) {
      if (timer === undefined) {
        seen = stamp();
        timer = setInterval(look, lookEvery).unref();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    changed() {
      if (timer !== undefined) seen = stamp();
      tell();
    },
    close() {
      stop();
      listeners.clear();
    },
  };
}
