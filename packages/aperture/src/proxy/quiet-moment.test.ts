import { expect, test } from "vitest";
import { quietMoment } from "./quiet-moment.ts";

test("it comes by itself, after a few milliseconds", async () => {
  const delays: number[] = [];
  let ring = () => {};
  const moment = quietMoment({
    now: () => 0,
    setTimeout(action, delay) {
      delays.push(delay);
      ring = action;
      return 1;
    },
    clearTimeout: () => expect.unreachable(),
  });
  ring();
  await moment.come;
  expect(delays).toEqual([5]);
});

test("hurried it comes at once, and its timer is gone", async () => {
  const cleared: unknown[] = [];
  const moment = quietMoment({
    now: () => 0,
    setTimeout: () => "timer",
    clearTimeout: (handle) => void cleared.push(handle),
  });
  moment.hurry();
  moment.hurry();
  await moment.come;
  expect(cleared).toEqual(["timer", "timer"]);
});
