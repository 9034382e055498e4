import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { Activity } from "../proxy/activity.ts";
import { type Job, WorkQueue } from "./work-queue.ts";

const job = (done: string[], name: string, bytes = 0): Job => ({
  key: "k",
  bytes,
  *steps() {
    return () => void done.push(name);
  },
});

/** Streams that pass bytes until they are told to pause. */
class Streams extends Activity {
  pass = true;
  override quietFor(): number {
    return this.pass ? 0 : Number.POSITIVE_INFINITY;
  }
}

let activity: Streams;
let queue: WorkQueue;
let done: string[];
beforeEach(() => {
  activity = new Streams();
  done = [];
  const lost = vi.fn();
  queue = new WorkQueue({ activity, transaction: (work) => work(), onRollback: lost, onFailure: lost });
});

test("while bytes pass, work waits; when they pause, it is done", async () => {
  queue.add(job(done, "a"));
  await sleep(30);
  expect(done).toEqual([]);
  activity.pass = false;
  await expect.poll(() => done).toEqual(["a"]);
});

test("streams that never pause hold it up for a quarter of a second only", async () => {
  queue.add(job(done, "a"));
  await expect.poll(() => done, { timeout: 5_000 }).toEqual(["a"]);
});

test("bodies that pile up are not waited for", async () => {
  for (let n = 0; n < 33; n++) queue.add(job(done, `${n}`, 2 << 20));
  await expect.poll(() => done.length, { timeout: 200 }).toBeGreaterThan(0);
});

test("somebody who waits for it is not let down", async () => {
  queue.add(job(done, "a"));
  await queue.settled("k");
  expect(done).toEqual(["a"]);
});
