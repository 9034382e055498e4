import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunningCall, ThreadClock } from "./thread-clock.ts";
import { type WatchedCall, watchCalls } from "./watch-calls.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A thread of which the test says what it runs, and how fast: `speed` 0.1 is a machine on which it gets every tenth turn. */
function watched(speed = 1) {
  let now: { call: number; phase: RunningCall["phase"]; since: number } | null = null;
  const overran = vi.fn<(call: WatchedCall, limit: number) => void>();
  const waitedTooLong = vi.fn<(call: WatchedCall) => void>(({ number }) => watch.remove(number));
  const clock: ThreadClock = {
    shared: new SharedArrayBuffer(4),
    begin: () => {},
    end: () => 0,
    running() {
      if (!now) return null;
      const ms = performance.now() - now.since;
      return { ...now, ms, counted: () => ms * speed };
    },
  };
  const watch = watchCalls(clock, { overran, waitedTooLong });
  return {
    overran,
    waitedTooLong,
    watch,
    run(call: number, phase: RunningCall["phase"] = "running") {
      now = { call, phase, since: performance.now() };
    },
    rest() {
      now = null;
    },
    add(number: number, kind: WatchedCall["kind"], fields: Partial<WatchedCall> = {}): WatchedCall {
      const sentAt = performance.now();
      const call = { number, plugin: number, kind, startMs: 500, deadlineMs: 50, sentAt, spentMs: 0, hasBegun: false };
      Object.assign(call, fields);
      watch.add(call);
      return call;
    },
  };
}
const pass = (ms: number) => vi.advanceTimersByTime(ms);

test("a guest is ended when it has run for its deadline, and not before", () => {
  const { add, run, overran } = watched();
  const call = add(1, "stage");
  run(1);
  pass(49);
  expect(overran).not.toHaveBeenCalled();
  pass(2);
  expect(overran.mock.calls).toEqual([[call, 50]]);
});

test("on a machine that gives it every tenth turn it has ten times as long", () => {
  const { add, run, overran, watch } = watched(0.1);
  add(1, "stage");
  run(1);
  pass(490);
  expect(overran).not.toHaveBeenCalled();
  watch.remove(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("waiting behind others is not counted", () => {
  const { add, run, overran } = watched();
  add(1, "stage", { deadlineMs: 1_000 });
  add(2, "stage");
  run(1);
  pass(900);
  run(2);
  pass(49);
  expect(overran).not.toHaveBeenCalled();
  pass(2);
  expect(overran.mock.calls[0]![0].number).toBe(2);
});

test("a task gives way when it has run for 25 ms since a stage came", () => {
  const { add, run, overran } = watched();
  add(1, "task", { deadlineMs: 10_000 });
  run(1);
  pass(3_000);
  add(2, "stage");
  pass(24);
  expect(overran).not.toHaveBeenCalled();
  pass(3);
  expect(overran.mock.calls[0]![0].number).toBe(1);
});

test("a task that gets no turn keeps a stage waiting by no fault of its own", () => {
  const { add, run, rest, overran } = watched(0.1);
  add(1, "task", { deadlineMs: 10_000 });
  run(1);
  pass(300);
  add(2, "stage");
  pass(200);
  rest();
  pass(100);
  expect(overran).not.toHaveBeenCalled();
});

test("a start gives way too; a stage's own start gets little more than the stage", () => {
  const starts = watched();
  starts.add(1, "start", { deadlineMs: 500 });
  starts.run(1, "starting");
  pass(100);
  expect(starts.overran).not.toHaveBeenCalled();
  starts.add(2, "stage");
  pass(27);
  expect(starts.overran.mock.calls[0]![0].number).toBe(1);

  const stage = watched();
  stage.add(1, "stage");
  stage.run(1, "starting");
  pass(74);
  expect(stage.overran).not.toHaveBeenCalled();
  pass(3);
  expect(stage.overran).toHaveBeenCalledOnce();
});

test("what earlier segments of a task spent is gone", () => {
  const { add, run, overran } = watched();
  add(1, "task", { deadlineMs: 100, spentMs: 90, hasBegun: true });
  run(1);
  pass(27);
  expect(overran).toHaveBeenCalledOnce();
});

test("a task that waits for the host ends at its deadline; one whose turn has not come is given time", () => {
  const { add, waitedTooLong } = watched();
  add(1, "task", { deadlineMs: 100 });
  const asks = add(2, "task", { deadlineMs: 100 });
  asks.hasBegun = true;
  pass(110);
  expect(waitedTooLong.mock.calls.flat()).toEqual([asks]);
});

test("a task is not late because this thread stood still", () => {
  const { add, waitedTooLong, watch } = watched();
  add(1, "task", { deadlineMs: 100, hasBegun: true });
  // One look, far too late; its end is read behind it.
  vi.setSystemTime(Date.now() + 5_000);
  pass(101);
  watch.remove(1);
  pass(1_000);
  expect(waitedTooLong).not.toHaveBeenCalled();
});
