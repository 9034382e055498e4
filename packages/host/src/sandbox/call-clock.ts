import process from "node:process";

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
const SIZE = 5;

const IDLE = 0;
const STAGE = 1;
const TASK = 2;

/** Ms for which a task may keep a request waiting before it is ended. */
const GIVE_WAY_MS = 25;

/** Times wrap after 11 days; differences are right over the wrap. */
const WRAP = 1_000_000_000;

/** On new shared memory, or on the other side's. */
export function createCallClock(memory: Int32Array = new Int32Array(new SharedArrayBuffer(SIZE * 4))): CallClock {
  // The same clock in every thread, and no one sets it; `performance.now` begins anew in each.
  const hrtime = process.hrtime;
  const now = () => {
    const [seconds, nanoseconds] = hrtime();
    return (seconds % (WRAP / 1_000)) * 1_000 + Math.floor(nanoseconds / 1e6);
  };
  const since = (at: number) => (now() - at + WRAP) % WRAP;
  return {
    memory,
    begin(budgetMs, isTask) {
      Atomics.store(memory, STARTED, now());
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
      const over = ran - Atomics.load(memory, BUDGET);
      if (running !== TASK || Atomics.load(memory, WAITING) === 0) return over;
      return Math.max(over, Math.min(ran, since(Atomics.load(memory, WAITING_SINCE))) - GIVE_WAY_MS);
    },
  };
}
