import type { CallClock } from "./call-clock.ts";

/**
 * Ends a guest that does not end itself: QuickJS looks at the clock between instructions, but not inside one regular expression of the
 * host's engine or one sort of a long list.
 */
export interface Watchdog {
  /** Something was sent, or still runs: look until `rest`. */
  watch(): void;
  rest(): void;
}

/** What the guest gets to notice by itself, ms. */
const GRACE_MS = 8;
/** The guest may be started, and stopped, at any moment: how often to look where nothing is due. */
const LOOK_MS = 25;

/** `overran`: the guest must be ended. It rests then. */
export function createWatchdog(clock: CallClock, overran: () => void): Watchdog {
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    const over = clock.overrun();
    if (over !== undefined && over >= GRACE_MS) {
      timer = undefined;
      overran();
      return;
    }
    const due = over === undefined ? LOOK_MS : Math.min(LOOK_MS, GRACE_MS - over);
    timer = setTimeout(look, Math.max(1, due));
    timer.unref();
  }
  return {
    watch() {
      timer ??= setTimeout(look, 1).unref();
    },
    rest() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
