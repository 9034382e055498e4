import type { CallEnd, CallResult } from "./messages.ts";

/** A call that is under way. */
export interface PendingCall {
  /** As errors name it: `after_zone`, `event turn-recorded`, `start`. */
  readonly what: string;
  readonly deadlineMs: number;
  readonly resolve: (ended: { readonly result: CallResult; readonly end: CallEnd }) => void;
  readonly reject: (error: Error) => void;
}

/** Calls by number, each with a last resort: a thread that answers nothing at all must not be waited for. */
export interface PendingCalls {
  readonly size: number;
  add(call: PendingCall): number;
  get(number: number): PendingCall | undefined;
  /** The call, which is not pending any more; undefined where there is none. */
  take(number: number): PendingCall | undefined;
  /** Oldest first. */
  all(): PendingCall[];
  takeAll(): PendingCall[];
}

/** Beyond a call's deadline: waiting for the thread, for calls before it, for a busy machine. Ms. */
const PATIENCE_MS = 2_000;

/** `silent`: nothing came back in any time that could be right. */
export function createPendingCalls(silent: () => void): PendingCalls {
  const calls = new Map<number, { call: PendingCall; timer: NodeJS.Timeout }>();
  let last = 0;
  return {
    get size() {
      return calls.size;
    },
    add(call) {
      last++;
      calls.set(last, { call, timer: setTimeout(silent, call.deadlineMs + PATIENCE_MS) });
      return last;
    },
    get: (number) => calls.get(number)?.call,
    take(number) {
      const pending = calls.get(number);
      if (pending === undefined) return undefined;
      clearTimeout(pending.timer);
      calls.delete(number);
      return pending.call;
    },
    all: () => [...calls.values()].map(({ call }) => call),
    takeAll() {
      const all = [...calls.values()];
      for (const { timer } of all) clearTimeout(timer);
      calls.clear();
      return all.map(({ call }) => call);
    },
  };
}
