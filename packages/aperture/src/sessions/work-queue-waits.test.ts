import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Activity } from "../proxy/activity.ts";
import { type Job, WorkQueue } from "./work-queue.ts";

const job = (done: string[], name: string, bytes = 0): Job => ({
  key: "k",
  bytes,
  *steps() {
    return () => void done.push(name);
  },
});

let activity: Activity;
let queue: WorkQueue;
let done: string[];
let streaming: NodeJS.Timeout;
beforeEach(() => {
  activity = new Activity();
  done = [];
  const lost = vi.fn();
  queue = new WorkQueue({ activity, transaction: (work) => work(), onRollback: lost, onFailure: lost });
  activity.touch();
  streaming = setInterval(() => activity.touch(), 0);
});
afterEach(() => clearInterval(streaming));

test("while bytes pass, work waits; when they pause, it is done", async () => {
  queue.add(job(done, "a"));
  await sleep(30);
  expect(done).toEqual([]);
  clearInterval(streaming);
  await expect.poll(() => done).toEqual(["a"]);
});

test("streams that never pause hold it up for a quarter of a second only", async () => {
  queue.add(job(done, "a"));
  await sleep(600);
  expect(done).toEqual(["a"]);
});

test("bodies that pile up are not waited for", async () => {
  for (let n = 0; n < 33; n++) queue.add(job(done, `${n}`, 2 << 20));
  await sleep(40);
  expect(done.length).toBeGreaterThan(0);
});

test("somebody who waits for it is not let down", async () => {
  queue.add(job(done, "a"));
  await queue.settled("k");
  expect(done).toEqual(["a"]);
});
