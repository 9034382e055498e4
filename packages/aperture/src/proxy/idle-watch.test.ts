import { expect, test } from "vitest";
import { type Timers, watchIdle } from "./idle-watch.ts";

/** A clock of one timer. */
function clock() {
  let time = 0;
  let due: { at: number; action: () => void } | null = null;
  let set = 0;
  const timers: Timers = {
    now: () => time,
    setTimeout(action, delay) {
      set += 1;
      due = { at: time + delay, action };
      return due;
    },
    clearTimeout(handle) {
      if (handle === due) due = null;
    },
  };
  const advance = (ms: number) => {
    const end = time + ms;
    while (due !== null && due.at <= end) {
      const { at, action } = due;
      due = null;
      time = at;
      action();
    }
    time = end;
  };
  return { timers, advance, isSet: () => due !== null, timersSet: () => set };
}

test("idle once, exactly after the limit", () => {
  let idle = 0;
  const { timers, advance } = clock();
  watchIdle({ timers, limit: 100, onIdle: () => (idle += 1) });
  advance(99);
  expect(idle).toBe(0);
  advance(1);
  expect(idle).toBe(1);
  advance(1_000);
  expect(idle).toBe(1);
});

test("a touch counts from then on, without a new timer", () => {
  let idle = 0;
  const { timers, advance, timersSet } = clock();
  const watch = watchIdle({ timers, limit: 100, onIdle: () => (idle += 1) });
  for (let n = 0; n < 50; n += 1) {
    advance(10);
    watch.touch();
  }
  expect([idle, timersSet() <= 6]).toEqual([0, true]);
  advance(99);
  expect(idle).toBe(0);
  advance(1);
  expect(idle).toBe(1);
});

test("paused it waits; touched it goes on; stopped it is gone", () => {
  let idle = 0;
  const { timers, advance, isSet } = clock();
  const watch = watchIdle({ timers, limit: 100, onIdle: () => (idle += 1) });
  watch.pause();
  advance(10_000);
  expect(idle).toBe(0);
  watch.touch();
  advance(99);
  expect(idle).toBe(0);
  watch.stop();
  expect(isSet()).toBe(false);
  advance(10_000);
  expect(idle).toBe(0);
});
