import type { Timers } from "./idle-watch.ts";

/** An answer seldom begins sooner, in ms; until then there is nothing else to do. */
const patience = 5;

export interface QuietMoment {
  /** Resolves after `patience`, or when hurried. */
  readonly come: Promise<void>;
  /** Now is the time. */
  hurry(): void;
}

/**
 * When work that can wait may be done: joining and reading a body of 1 MB takes as long as a fast upstream takes to
 * answer, and the first bytes of that answer must not stand in line behind it.
 */
export function quietMoment(timers: Timers): QuietMoment {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = timers.setTimeout(resolve, patience);
  return {
    come: promise,
    hurry() {
      timers.clearTimeout(handle);
      resolve();
    },
  };
}
