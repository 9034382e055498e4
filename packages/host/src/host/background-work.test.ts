import { expect, test } from "vitest";
import type { TaskCall } from "../border/calls.ts";
import { Figures } from "../limits/figures.ts";
import { BackgroundWork } from "./background-work.ts";

function working(task: (call: TaskCall) => Promise<null> = async () => null) {
  const calls: string[] = [];
  const warned: string[] = [];
  const timers = new Set<() => void>();
  let now = 0;
  const work = new BackgroundWork({
    frame: {
      now: () => now,
      random: () => 0.5,
      after(ms, run) {
        const timer = () => {
          timers.delete(timer);
          now += ms;
          run();
        };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    task: (call) => {
      calls.push(call.kind === "event" ? call.type : call.kind);
      return task(call);
    },
    warn: (message) => void warned.push(message),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { work, calls, warned, timers, settled, due: () => [...timers][0]!() };
}
const event = (type: string): TaskCall => ({ kind: "event", type, data: null, deadlineMs: 10 });

test("calls are made in turn, while it runs", async () => {
  const first = Promise.withResolvers<null>();
  const { work, calls, settled } = working(() => first.promise);
  work.later(event("before it began"));
  work.begin();
  work.later(event("a"));
  work.later(event("b"));
  await settled();
  expect(calls).toEqual(["a"]);
  first.resolve(null);
  await settled();
  expect(calls).toEqual(["a", "b"]);
  work.end();
  work.later(event("after it ended"));
  await settled();
  expect(calls).toEqual(["a", "b"]);
});

test("no faster than it may, also when it was started again; nothing is timed once it has ended", async () => {
  const { work, calls, timers, settled, due } = working();
  work.begin();
  for (let call = 0; call < 50; call++) work.later(event("x"));
  for (let turn = 0; turn < 60; turn++) await settled();
  expect(calls).toHaveLength(50);
  work.begin();
  work.later(event("y"));
  await settled();
  expect([calls.length, timers.size]).toEqual([50, 1]);
  due();
  await settled();
  expect(calls.at(-1)).toBe("y");
  work.later(event("z"));
  work.end();
  expect(timers.size).toBe(0);
});

test("what is dropped is said with the next call", async () => {
  const first = Promise.withResolvers<null>();
  const { work, warned, settled } = working(() => first.promise);
  work.begin();
  for (let call = 0; call < 206; call++) work.later(event("x"));
  first.resolve(null);
  await settled();
  expect(warned[0]).toMatch(/^5 events were dropped/);
});

test("figures count what came back and what failed", async () => {
  const figures = new Figures("on_response");
  const { work, settled } = working(async (call) => {
    if (call.kind === "event" && call.type === "bad") throw new Error("no");
    return null;
  });
  work.begin();
  work.later(event("good"), { figures });
  work.later(event("bad"), { figures });
  await settled();
  await settled();
  expect(figures.shown()).toMatchObject({ calls: 2, failures: 1 });
});

test("a schedule runs again and again, until there is another one, or none", async () => {
  const { work, calls, timers, settled, due } = working(() => Promise.reject(new Error("told elsewhere")));
  let began = 0;
  const begin = () => void began++;
  work.schedule("30s", 100, begin);
  for (let run = 0; run < 3; run++) {
    due();
    await settled();
  }
  expect([calls, began, timers.size]).toEqual([["schedule", "schedule", "schedule"], 3, 1]);
  work.schedule("5m", 100, begin);
  expect(timers.size).toBe(1);
  work.schedule(undefined, 100, begin);
  expect(timers.size).toBe(0);
  work.schedule("30s", 100, begin);
  work.end();
  expect([timers.size, began]).toEqual([0, 3]);
});
