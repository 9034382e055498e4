import { expect, test } from "vitest";
import { startSchedule } from "./schedule.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function scheduled(random: number, run: () => Promise<void>) {
  const timers: { ms: number; run: () => void }[] = [];
  let cancelled = 0;
  const end = startSchedule({
    everyMs: 1_000,
    run,
    random: () => random,
    after(ms, due) {
      timers.push({ ms, run: due });
      return () => void cancelled++;
    },
  });
  return { end, timers, cancelled: () => cancelled };
}

test("a tenth earlier or later, so that not all of them wake at once", () => {
  expect(scheduled(0, async () => {}).timers[0]!.ms).toBe(900);
  expect(scheduled(0.5, async () => {}).timers[0]!.ms).toBe(1_000);
  expect(scheduled(1, async () => {}).timers[0]!.ms).toBe(1_100);
});

test("runs never overlap: the next one is due when this one has ended", async () => {
  const run = Promise.withResolvers<void>();
  const { timers } = scheduled(0.5, () => run.promise);
  timers[0]!.run();
  await settle();
  expect(timers).toHaveLength(1);
  run.resolve();
  await settle();
  expect(timers).toHaveLength(2);
});

test("ended, it is never due again, also where a run was under way", async () => {
  const run = Promise.withResolvers<void>();
  const { end, timers, cancelled } = scheduled(0.5, () => run.promise);
  timers[0]!.run();
  end();
  run.resolve();
  await settle();
  expect([timers.length, cancelled()]).toEqual([1, 1]);
});
