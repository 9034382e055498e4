import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attackNamed } from "../../support/hostile/corpus/corpus.ts";
import { createWorld, type StartedWorld } from "../../support/hostile/create-world.ts";
import { type RealHost, startRealHost } from "../../support/hostile/real-host.ts";

// The three that only the end of their thread stops, at once, again and again: what it costs a request, the loop and the memory.

const isDeep = process.env.APERTURE_DEEP === "1";
const rounds = isDeep ? 30 : 5;
const worst = [
  "an expression that backtracks for ever, beside the guest",
  "memory: many typed arrays",
  "module: a stage that loops",
].map((name) => ({ ...attackNamed(name), deadlineMs: 50 }));

let around: StartedWorld;
let real: RealHost;
beforeAll(async () => {
  around = await createWorld();
  real = await startRealHost(around.world, around.connections);
});
afterAll(async () => {
  await real.close();
  await around.close();
});

const megabytes = (): number => process.memoryUsage.rss() / 1_048_576;
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1]!;

/** Threads give their memory back when they have ended, and V8 when it next looks. */
async function settled(wanted: number, ms: number): Promise<number> {
  const until = Date.now() + ms;
  let least = megabytes();
  while (least > wanted && Date.now() < until) {
    await sleep(50);
    least = Math.min(least, megabytes());
  }
  return least;
}

test("three at once, killed: the request in time, the loop free, the memory back, the others at work", {
  timeout: 300_000,
}, async () => {
  const { troubles: none } = await real.round(worst);
  expect(none).toEqual([]);
  const before = await settled(0, 1_000);
  const took: number[] = [];
  const stalls: number[] = [];
  let budget = 0;
  for (let round = 0; round < rounds; round++) {
    const { tookMs, budgetMs, lag, troubles, observed } = await real.round(worst);
    expect(troubles).toEqual([]);
    expect(worst.filter((attack, at) => attack.name.startsWith("memory") && attack.breach(observed[at]!))).toEqual([]);
    took.push(tookMs);
    stalls.push(lag.cpu);
    budget = budgetMs;
  }
  const after = await settled(before + 32, 5_000);
  console.log(
    `killed: ${rounds} × 3 at once: requests took ${median(took).toFixed(0)} ms (median), ${Math.max(...took).toFixed(0)} ms (worst), deadlines are ${budget} ms; ` +
      `the loop's own longest turn ${Math.max(...stalls).toFixed(1)} ms; memory ${(after - before).toFixed(0)} MB more than after the first round`,
  );
  expect(median(took)).toBeLessThanOrEqual(budget + 50);
  expect(median(stalls)).toBeLessThan(100);
  expect(after - before).toBeLessThan(96);
});
