import type { RunningCall, ThreadClock } from "./thread-clock.ts";

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
  /** A task that the guest has taken up: it may have asked for something, so it is never run a second time. */
  hasBegun: boolean;
}

interface Entry {
  readonly call: WatchedCall;
  /** What ran when it was handed over, and for how many ms it had. */
  readonly found: { readonly since: number; readonly counted: number } | null;
  /** It was seen to have waited too long; what ended it may be on its way. */
  isLate: boolean;
}

export interface WatchActions {
  /** The guest has had its time and still runs: only the thread's end ends it. */
  readonly overran: (call: WatchedCall, limitMs: number) => void;
  /** A task that does not run and has waited too long. */
  readonly waitedTooLong: (call: WatchedCall) => void;
}

/** Ms for which a start or a task may keep a request's stage waiting: they share one thread. */
export const GIVE_WAY_MS = 25;
/** Ms that a task may wait for its turn beyond its own time: others' calls come first, on a machine that may be busy. */
const TURN_MS = 2_000;
/** What V8 and the timers may be late by. */
const LEAST_WAIT = 1;

/**
 * Deadlines of guest time, watched from the main side, since a guest that loops answers nothing. One timer for all: it looks at what runs now,
 * and sleeps until that has had its time. Calls that queue are not counted, except against a task's patience.
 */
export function watchCalls(clock: ThreadClock, actions: WatchActions) {
  const entries = new Map<number, Entry>();
  let timer: NodeJS.Timeout | null = null;
  let wakesAt = Number.POSITIVE_INFINITY;

  function look(): void {
    timer = null;
    wakesAt = Number.POSITIVE_INFINITY;
    for (const entry of [...entries.values()]) lookAtTask(entry);
    const running = clock.running();
    const call = running && entries.get(running.call)?.call;
    if (call && running) {
      const left = leftOf(call, running);
      // The clock stands in shared memory: what it says was true a moment ago, so it is asked again before anything is ended.
      if (left <= 0 && clock.running()?.since === running.since) {
        actions.overran(call, Math.round(limitOf(call, running)));
        return;
      }
      sleep(left);
    }
    const now = performance.now();
    for (const { call } of entries.values()) sleep(call.kind === "task" ? patienceOf(call) - now : leastOf(call));
  }

  function lookAtTask(entry: Entry): void {
    const { call } = entry;
    if (call.kind !== "task" || performance.now() <= patienceOf(call) || clock.running()?.call === call.number) return;
    if (entry.isLate) {
      actions.waitedTooLong(call);
      return;
    }
    // This thread may have stood still itself: what has come meanwhile is read before the next look.
    entry.isLate = true;
    sleep(LEAST_WAIT);
  }

  /** Ms that what runs has left. Most calls never come near to their limit, and nobody asks the kernel about those. */
  function leftOf(call: WatchedCall, running: RunningCall): number {
    const own = limitOf(call, running);
    const stage = call.kind === "stage" ? undefined : oldestStage();
    const most = stage ? Math.min(own, GIVE_WAY_MS + before(stage, running)) : own;
    return running.ms < most ? most - running.ms : most - running.counted();
  }

  /** Ms that it may run for where nothing waits for it. */
  function limitOf(call: WatchedCall, { phase }: RunningCall): number {
    const left = Math.max(1, call.deadlineMs - call.spentMs);
    if (phase === "running") return left;
    // A request waits for this very call: an instance that has to be made anew gets little more than the call itself.
    return call.kind === "stage" ? Math.min(call.startMs, left + GIVE_WAY_MS) : call.startMs;
  }

  /** Ms that this had run for when the stage came. */
  const before = ({ found }: Entry, { since }: RunningCall): number => (found?.since === since ? found.counted : 0);

  /** The stage that has waited longest. */
  function oldestStage(): Entry | undefined {
    for (const entry of entries.values()) if (entry.call.kind === "stage") return entry;
    return undefined;
  }

  const leastOf = (call: WatchedCall) => Math.min(call.startMs, call.deadlineMs, GIVE_WAY_MS);
  const patienceOf = ({ sentAt, deadlineMs, hasBegun }: WatchedCall) => sentAt + deadlineMs + (hasBegun ? 0 : TURN_MS);

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
      const running = call.kind === "stage" ? clock.running() : null;
      const found = running && { since: running.since, counted: running.counted() };
      entries.set(call.number, { call, found, isLate: false });
      sleep(leastOf(call));
    },
    get: (number: number) => entries.get(number)?.call,
    all: () => [...entries.values()].map(({ call }) => call),
    remove(number: number): void {
      entries.delete(number);
      if (entries.size > 0 || !timer) return;
      clearTimeout(timer);
      timer = null;
      wakesAt = Number.POSITIVE_INFINITY;
    },
  };
}
export type CallWatch = ReturnType<typeof watchCalls>;
