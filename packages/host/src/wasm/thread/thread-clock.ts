import { countedTime, ownThreadNumber, ownThreadTime, threadTime } from "../../border/thread-time.ts";

/** What the thread does now, seen from the main side without asking it: a guest that loops answers nothing. */
export interface ThreadClock {
  readonly shared: SharedArrayBuffer;
  /** Which call has the guest running now. Null: none. */
  running(): RunningCall | null;
  /** Thread's side: guest time of `call` begins in this phase. */
  begin(call: number, phase: ThreadPhase): void;
  /** Thread's side. Milliseconds since `begin` that count. */
  end(): number;
}

export interface RunningCall {
  readonly call: number;
  readonly phase: ThreadPhase;
  /** Which `begin` it was: the same for as long as the guest does not come back. */
  readonly since: number;
  /** Milliseconds that have passed since. */
  readonly ms: number;
  /** Those of them that count against a deadline, which is never more. Asks the kernel (20 µs). */
  counted(): number;
}

/** `starting`: instantiation and `aperture_init`, which have a deadline of their own. */
export type ThreadPhase = "starting" | "running";

const CALL = 0;
const PHASE = 1;
const SINCE = 2;
/** The thread, and its own time when the guest began. */
const THREAD = 3;
const RAN_BEFORE = 4;
const SIZE = 5;

/** The kernel counts a thread's time by ticks of up to 10 ms: what is shorter is told by the clock. */
const SHORT_MS = 20;

/** Main side, on new shared memory. */
export function createThreadClock(): ThreadClock {
  const shared = new SharedArrayBuffer(SIZE * 4);
  const cells = new Int32Array(shared);
  return clockOn(shared, () => threadTime(Atomics.load(cells, THREAD)));
}

/** The side of the thread that the guests run in. */
export function joinThreadClock(shared: SharedArrayBuffer): ThreadClock {
  Atomics.store(new Int32Array(shared), THREAD, ownThreadNumber());
  return clockOn(shared, ownThreadTime);
}

/**
 * Both sides read the process's monotonic clock; kept in microseconds modulo 2^32, so a difference is right up to 71 minutes. What is
 * written first (times, then phase, then call) is read last: a call that has just begun never looks as old as the one before it.
 * `ranFor`: ms that the thread has run, where that is known.
 */
function clockOn(shared: SharedArrayBuffer, ranFor: () => number | undefined): ThreadClock {
  const cells = new Int32Array(shared);
  const counted = (passed: number): number => {
    const time = ranFor();
    // Others are told of a thread's time a tick late: it may seem to have run less than nothing.
    const own =
      time === undefined ? undefined : Math.max(0, ((micros(time) - Atomics.load(cells, RAN_BEFORE)) | 0) / 1_000);
    return Math.min(passed, countedTime(passed, own));
  };
  return {
    shared,
    running() {
      const call = Atomics.load(cells, CALL);
      const phase = Atomics.load(cells, PHASE) === 0 ? "starting" : "running";
      const since = Atomics.load(cells, SINCE);
      const ms = between(since, now());
      if (call === 0 || Atomics.load(cells, CALL) !== call) return null;
      return { call, phase, since, ms, counted: () => counted(ms) };
    },
    begin(call, phase) {
      Atomics.store(cells, RAN_BEFORE, micros(ranFor() ?? 0));
      Atomics.store(cells, SINCE, now());
      Atomics.store(cells, PHASE, phase === "starting" ? 0 : 1);
      Atomics.store(cells, CALL, call);
    },
    end() {
      Atomics.store(cells, CALL, 0);
      const passed = between(Atomics.load(cells, SINCE), now());
      return passed < SHORT_MS ? passed : counted(passed);
    },
  };
}

/** Microseconds modulo 2^32, as an i32. */
const now = () => Number((process.hrtime.bigint() / 1_000n) & 0xffff_ffffn) | 0;
const micros = (ms: number) => Math.floor((ms * 1_000) % 0x1_0000_0000) | 0;
/** Ms from one to the other. */
const between = (then: number, later: number) => ((later - then) >>> 0) / 1_000;
