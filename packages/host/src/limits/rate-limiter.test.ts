import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimiter } from "./rate-limiter.ts";

test("so many at once, then so many a second", () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 3, perSecond: 2, now: () => now });
  expect([limiter.take(), limiter.take(), limiter.take(), limiter.take()]).toEqual([true, true, true, false]);
  now = 499;
  expect(limiter.take()).toBe(false);
  now = 500;
  expect([limiter.take(), limiter.take()]).toEqual([true, false]);
});

test("says how many it dropped, once", () => {
  const limiter = new RateLimiter({ burst: 1, perSecond: 1, now: () => 0 });
  for (let call = 0; call < 5; call++) limiter.take();
  expect([limiter.takeDropped(), limiter.takeDropped()]).toEqual([4, 0]);
});

test("says how long to wait, and waiting so long is enough", () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 1, perSecond: 3, now: () => now });
  expect(limiter.wait()).toBe(0);
  limiter.take();
  now += limiter.wait();
  expect(limiter.take()).toBe(true);
});

test("never more than the burst and what the time gives, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 200 }), (steps) => {
      let now = 0;
      let passed = 0;
      let taken = 0;
      const limiter = new RateLimiter({ burst: 5, perSecond: 10, now: () => now });
      for (const step of steps) {
        now += step;
        passed += Math.max(0, step);
        if (limiter.take()) taken++;
      }
      expect(taken).toBeLessThanOrEqual(5 + passed / 100);
    }),
  );
});
