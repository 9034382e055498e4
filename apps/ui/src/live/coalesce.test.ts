import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coalesce } from "./coalesce.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a burst costs one run now and one afterwards", async () => {
  let runs = 0;
  const call = coalesce(
    async () => {
      runs += 1;
    },
    100,
    () => {},
  );
  for (let i = 0; i < 50; i += 1) call();
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(2);
});

test("never two at the same time", async () => {
  let inside = 0;
  let most = 0;
  const call = coalesce(
    async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 500));
      inside -= 1;
    },
    10,
    () => {},
  );
  for (let i = 0; i < 10; i += 1) {
    call();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(most).toBe(1);
});

test("a failure is told and does not end it", async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const call = coalesce(
    async () => {
      runs += 1;
      if (runs === 1) throw new Error("down");
    },
    10,
    (error) => errors.push(error),
  );
  call();
  await vi.advanceTimersByTimeAsync(50);
  call();
  await vi.advanceTimersByTimeAsync(50);
  expect(runs).toBe(2);
  expect(errors).toHaveLength(1);
});
