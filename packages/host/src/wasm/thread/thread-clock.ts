/** What the thread does now, seen from the main side without asking it: a guest that loops answers nothing. */
export interface ThreadClock {
  readonly shared: SharedArrayBuffer;
  /** Main side: which call has the guest running now, in which phase, and for how many ms. Null: none. */
  running(): { readonly call: number; readonly phase: ThreadPhase; readonly ms: number } | null;
  /** Thread's side: guest time of `call` begins in this phase. */
  begin(call: number, phase: ThreadPhase): void;
  /** Thread's side. Milliseconds since `begin`. */
  end(): number;
}

/** `starting`: instantiation and `aperture_init`, which have a deadline of their own. */
export type ThreadPhase = "starting" | "running";

const CALL = 0;
const PHASE = 1;
const SINCE = 2;

/**
 * Both sides read the process's monotonic clock; kept in microseconds modulo 2^32, so a difference is right up to 71 minutes. What is
 * written first (since, then phase, then call) is read last: a call that has just begun never looks as old as the one before it.
 */
export function createThreadClock(shared = new SharedArrayBuffer(12)): ThreadClock {
  const cells = new Int32Array(shared);
  return {
    shared,
    running() {
      const call = Atomics.load(cells, CALL);
      const phase = Atomics.load(cells, PHASE) === 0 ? "starting" : "running";
      const ms = millisecondsSince(Atomics.load(cells, SINCE));
      if (call === 0 || Atomics.load(cells, CALL) !== call) return null;
      return { call, phase, ms };
    },
    begin(call, phase) {
      Atomics.store(cells, SINCE, microseconds());
      Atomics.store(cells, PHASE, phase === "starting" ? 0 : 1);
      Atomics.store(cells, CALL, call);
    },
    end() {
      Atomics.store(cells, CALL, 0);
      return millisecondsSince(Atomics.load(cells, SINCE));
    },
  };
}

/** Modulo 2^32, as an i32. */
const microseconds = () => Number((process.hrtime.bigint() / 1_000n) & 0xffff_ffffn) | 0;
const millisecondsSince = (then: number) => ((microseconds() - then) >>> 0) / 1_000;
