import process from "node:process";
import { countedTime, ownThreadNumber, ownThreadTime, threadTime } from "../border/thread-time.ts";

/**
 * What host and worker both see without a message: whether the guest runs, since when, and whether a request waits for it. A guest that
 * hangs sends nothing, so this is how the host knows; nobody ever waits on it.
 */
export interface CallClock {
  readonly memory: Int32Array;
  /** Worker: the guest runs from now, for at most `budgetMs`. `isTask`: it gives way to a request. */
  begin(budgetMs: number, isTask: boolean): void;
  end(): void;
  /** Host: a stage was sent that the worker has not taken up yet; false: it has. */
  wait(isWaiting: boolean): void;
  /** Ms by which the guest has overrun its time (negative: ms it still has); undefined where it does not run. */
  overrun(): number | undefined;
}

const RUNNING = 0;
const STARTED = 1;
const BUDGET = 2;
const WAITING = 3;
const WAITING_SINCE = 4;
/** The worker's thread, and its time when the guest began, in µs. */
const THREAD = 5;
const RAN_BEFORE = 6;
const SIZE = 7;

const IDLE = 0;
const STAGE = 1;
const TASK = 2;

/** Ms for which a task may keep a request waiting before it is ended. */
const GIVE_WAY_MS = 25;
/** Ms for which the thread gets its chance to do that itself, also where it has to wait for a processor. */
const CHANCE_MS = 36;

/** Times wrap after 11 days; differences are right over the wrap. */
const WRAP = 1_000_000_000;

/** The host's side, on new shared memory. */
export function createCallClock(): CallClock {
  const memory = new Int32Array(new SharedArrayBuffer(SIZE * 4));
  return clockOn(memory, () => threadTime(Atomics.load(memory, THREAD)), GIVE_WAY_MS + CHANCE_MS);
}

/** The side of the thread that the guest runs in. */
export function joinCallClock(memory: Int32Array): CallClock {
  Atomics.store(memory, THREAD, ownThreadNumber());
  return clockOn(memory, ownThreadTime, GIVE_WAY_MS);
}

/** `ranFor`: ms that the guest's thread has run. `giveWayMs`: for how long a task may keep a request waiting. */
function clockOn(memory: Int32Array, ranFor: () => number | undefined, giveWayMs: number): CallClock {
  // The same clock in every thread, and no one sets it; `performance.now` begins anew in each.
  const hrtime = process.hrtime;
  const now = () => {
    const [seconds, nanoseconds] = hrtime();
    return (seconds % (WRAP / 1_000)) * 1_000 + Math.floor(nanoseconds / 1e6);
  };
  const since = (at: number) => (now() - at + WRAP) % WRAP;
  /** What counts of the time since the guest began, ms. Asking the kernel costs 20 µs, so only where it may matter. */
  const counted = (ran: number): number => {
    const time = ranFor();
    if (time === undefined) return ran;
    const own = ((time * 1_000) % WRAP) - Atomics.load(memory, RAN_BEFORE);
    const ownMs = ((own + WRAP) % WRAP) / 1_000;
    // Others are told of a thread's time a tick late: it may seem to have run less than nothing.
    return countedTime(ran, ownMs > WRAP / 2_000 ? 0 : ownMs);
  };
  return {
    memory,
    begin(budgetMs, isTask) {
      Atomics.store(memory, STARTED, now());
      Atomics.store(memory, RAN_BEFORE, Math.floor(((ranFor() ?? 0) * 1_000) % WRAP));
      Atomics.store(memory, BUDGET, Math.max(0, Math.ceil(budgetMs)));
      Atomics.store(memory, RUNNING, isTask ? TASK : STAGE);
    },
    end() {
      Atomics.store(memory, RUNNING, IDLE);
    },
    wait(isWaiting) {
      if (isWaiting) Atomics.store(memory, WAITING_SINCE, now());
      Atomics.store(memory, WAITING, isWaiting ? 1 : 0);
    },
    overrun() {
      const running = Atomics.load(memory, RUNNING);
      if (running === IDLE) return undefined;
      const ran = since(Atomics.load(memory, STARTED));
      const budget = Atomics.load(memory, BUDGET);
      const isAwaited = running === TASK && Atomics.load(memory, WAITING) !== 0;
      const waited = isAwaited ? since(Atomics.load(memory, WAITING_SINCE)) : 0;
      // Two reasons to stop: its deadline, and a request that it keeps waiting.
      const over = (own: number): number =>
        Math.max(own - budget, isAwaited ? Math.min(own, waited) - giveWayMs : Number.NEGATIVE_INFINITY);
      return over(ran) < 0 ? over(ran) : over(counted(ran));
    },
  };
}
