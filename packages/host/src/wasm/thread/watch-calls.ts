import type { ThreadClock } from "./thread-clock.ts";

/** A call as the watch sees it. */
export interface WatchedCall {
  readonly number: number;
  readonly plugin: number;
  /** Tasks may wait for the host between two segments; stages and starts run through. */
  readonly kind: "start" | "stage" | "task" | "dispose";
  readonly startMs: number;
  readonly deadlineMs: number;
  /** `performance.now()` when it was handed over. */
  readonly sentAt: number;
  /** Guest time of a task's earlier segments, ms. */
  spentMs: number;
}

export interface WatchActions {
  /** The guest has had its time and still runs: only the thread's end ends it. */
  readonly overran: (call: WatchedCall, limitMs: number) => void;
  /** A task that does not run and has waited too long. */
  readonly waitedTooLong: (call: WatchedCall) => void;
}

/** Ms for which a start or a task may keep a request's stage waiting: they share one thread. */
export const GIVE_WAY_MS = 25;
/** What V8 and the timers may be late by. */
const LEAST_WAIT = 1;

/**
 * Deadlines of guest time, watched from the main side, since a guest that loops answers nothing. One timer for all: it looks at what runs now,
 * and sleeps until that has had its time. Calls that queue are not counted, except against a task's patience.
 */
export function watchCalls(clock: ThreadClock, actions: WatchActions) {
  const calls = new Map<number, WatchedCall>();
  let timer: NodeJS.Timeout | null = null;
  let wakesAt = Number.POSITIVE_INFINITY;

  function look(): void {
    timer = null;
    wakesAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    for (const call of [...calls.values()])
      if (call.kind === "task" && now - call.sentAt > call.deadlineMs && clock.running()?.call !== call.number)
        actions.waitedTooLong(call);
    const running = clock.running();
    const call = running && calls.get(running.call);
    if (call && running) {
      const limit = limitOf(call, running.phase === "starting", running.ms);
      // The clock stands in shared memory: what it says was true a moment ago, so it is asked again before anything is ended.
      if (running.ms >= limit && clock.running()?.call === call.number) {
        actions.overran(call, Math.round(limit));
        return;
      }
      sleep(limit - running.ms);
    }
    for (const one of calls.values()) sleep(one.kind === "task" ? one.sentAt + one.deadlineMs - now : leastOf(one));
  }

  /** Ms that it may have run for by now. */
  function limitOf(call: WatchedCall, isStarting: boolean, ran: number): number {
    const left = Math.max(1, call.deadlineMs - call.spentMs);
    // A request waits for this very call: an instance that has to be made anew gets little more than the call itself.
    if (call.kind === "stage") return isStarting ? Math.min(call.startMs, left + GIVE_WAY_MS) : left;
    const own = isStarting ? call.startMs : left;
    const waiting = oldestStage();
    if (waiting === null) return own;
    // Counted from when both were there: the stage waited, and this ran.
    const together = Math.min(ran, performance.now() - waiting);
    return Math.min(own, ran - together + GIVE_WAY_MS);
  }

  /** When the stage that has waited longest was handed over. */
  function oldestStage(): number | null {
    for (const call of calls.values()) if (call.kind === "stage") return call.sentAt;
    return null;
  }

  const leastOf = (call: WatchedCall) => Math.min(call.startMs, call.deadlineMs, GIVE_WAY_MS);

  function sleep(ms: number): void {
    const wait = Math.max(LEAST_WAIT, Math.ceil(ms));
    const at = performance.now() + wait;
    if (timer && at >= wakesAt) return;
    if (timer) clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(look, wait);
  }

  return {
    add(call: WatchedCall): void {
      calls.set(call.number, call);
      sleep(leastOf(call));
    },
    get: (number: number) => calls.get(number),
    all: () => [...calls.values()],
    remove(number: number): void {
      calls.delete(number);
      if (calls.size > 0 || !timer) return;
      clearTimeout(timer);
      timer = null;
      wakesAt = Number.POSITIVE_INFINITY;
    },
  };
}
export type CallWatch = ReturnType<typeof watchCalls>;
