import { expect, test } from "vitest";
import { WaitingCalls } from "./waiting-calls.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = (): (() => void) => () => {};

test("one at a time, in order", async () => {
  const seen: string[] = [];
  const calls = new WaitingCalls(() => 0, never);
  for (const name of ["a", "b", "c"])
    calls.add(async () => {
      seen.push(`${name} begins`);
      await settle();
      seen.push(`${name} ends`);
    });
  for (let round = 0; round < 8; round++) await settle();
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("where they come faster than it works, the oldest are dropped and counted", async () => {
  const seen: number[] = [];
  const hanging = Promise.withResolvers<void>();
  const calls = new WaitingCalls(() => 0, never);
  calls.add(() => hanging.promise);
  for (let n = 0; n < 300; n++) calls.add(async () => void seen.push(n));
  expect([calls.takeDropped(), calls.takeDropped()]).toEqual([100, 0]);
  hanging.resolve();
  for (let round = 0; round < 300; round++) await settle();
  expect([seen.length, seen[0], seen.at(-1)]).toEqual([200, 100, 299]);
});

test("no faster than it may", async () => {
  const seen: number[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let left = 1;
  const calls = new WaitingCalls(
    () => (left-- > 0 ? 0 : 70),
    (ms, run) => {
      timers.push({ ms, run });
      return () => {};
    },
  );
  for (let n = 0; n < 3; n++) calls.add(async () => void seen.push(n));
  await settle();
  expect([seen, timers.map(({ ms }) => ms)]).toEqual([[0], [70]]);
  left = 5;
  timers[0]!.run();
  for (let round = 0; round < 4; round++) await settle();
  expect(seen).toEqual([0, 1, 2]);
});

test("closed, nothing more is called", async () => {
  let calls = 0;
  const waiting = new WaitingCalls(() => 0, never);
  const hanging = Promise.withResolvers<void>();
  waiting.add(() => hanging.promise);
  waiting.add(async () => void calls++);
  waiting.close();
  waiting.add(async () => void calls++);
  hanging.resolve();
  await settle();
  expect(calls).toBe(0);
});
