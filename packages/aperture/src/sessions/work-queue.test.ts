import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Activity } from "../proxy/activity.ts";
import { type Job, WorkQueue } from "./work-queue.ts";

const LARGE = (2 << 20) + 1;

/** A queue whose transactions keep what was written only when they succeed. */
function start(failCommit: (number: number) => boolean = () => false) {
  const written: string[] = [];
  const commits: string[][] = [];
  const errors: string[] = [];
  const rolledBack: string[] = [];
  let rollbacks = 0;
  let number = 0;
  const queue = new WorkQueue({
    activity: new Activity(),
    transaction(work) {
      const before = written.length;
      try {
        work();
        if (failCommit(++number)) throw new Error("commit failed");
        commits.push(written.slice(before));
      } catch (error) {
        written.length = before;
        throw error;
      }
    },
    onRollback: () => {
      rollbacks++;
    },
    onFailure: (error) => errors.push((error as Error).message),
  });
  /** A job that writes its name; `steps` turns of the loop before. */
  const job = (name: string, more: { key?: string; bytes?: number; turns?: number } = {}): Job => ({
    key: more.key ?? null,
    bytes: more.bytes ?? 0,
    rolledBack: () => rolledBack.push(name),
    *steps() {
      for (let index = 0; index < (more.turns ?? 0); index++) yield;
      return () => void written.push(name);
    },
  });
  const bad = (name: string, bytes = 0): Job => ({
    key: null,
    bytes,
    *steps() {
      yield;
      return () => {
        written.push(name);
        throw new Error(`${name} failed`);
      };
    },
  });
  return { queue, written, commits, errors, rolledBack, rollbacks: () => rollbacks, job, bad };
}

describe("order and batches", () => {
  test("jobs are done in order of arrival, several to a commit, after the caller", async () => {
    const { queue, written, commits, job } = start();
    for (const name of ["a", "b", "c"]) queue.add(job(name));
    expect(written).toEqual([]);
    await queue.drain();
    expect(commits).toEqual([["a", "b", "c"]]);
  });

  test("large ones keep their place and have a commit of their own", async () => {
    const { queue, commits, job } = start();
    queue.add(job("a"));
    queue.add(job("large", { bytes: LARGE, turns: 5 }));
    queue.add(job("b"));
    await queue.drain();
    expect(commits).toEqual([["a"], ["large"], ["b"]]);
  });

  test("large ones let the loop turn between their steps", async () => {
    const { queue, written, job } = start();
    queue.add(job("large", { bytes: LARGE, turns: 20 }));
    let turns = 0;
    while (written.length === 0) {
      await turn();
      turns++;
    }
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  test("work of many milliseconds is spread over several commits", async () => {
    const { queue, commits } = start();
    const slow = (): Job => ({
      key: null,
      bytes: 0,
      steps: () =>
        once(() => {
          const end = performance.now() + 4;
          while (performance.now() < end);
        }),
    });
    for (let index = 0; index < 10; index++) queue.add(slow());
    await queue.drain();
    expect(commits.length).toBeGreaterThan(2);
  });

  test("a job may add another", async () => {
    const { queue, written, job } = start();
    queue.add({ ...job("a"), steps: () => once(() => queue.add(job("b"))) });
    await queue.drain();
    expect(written).toEqual(["b"]);
  });

  test("a job may have nothing to write", async () => {
    const { queue, errors, job } = start();
    queue.add({ ...job("small"), steps: () => once(undefined) });
    queue.add({ ...job("large"), bytes: LARGE, steps: () => once(undefined) });
    await queue.drain();
    expect(errors).toEqual([]);
  });
});

describe("failures", () => {
  test("a bad job loses only itself, in whatever place", async () => {
    const { queue, written, errors, rolledBack, rollbacks, job, bad } = start();
    queue.add(job("a"));
    queue.add(bad("bad"));
    queue.add(job("b"));
    queue.add(bad("worse", LARGE));
    queue.add(job("c"));
    await queue.drain();
    expect(written).toEqual(["a", "b", "c"]);
    expect(errors).toEqual(["bad failed", "worse failed"]);
    expect(rolledBack).toEqual(["a"]);
    expect(rollbacks()).toBe(3);
  });

  test("a commit that fails once loses nothing where several jobs were in it", async () => {
    const { queue, written, errors, job } = start((number) => number === 1);
    for (const name of ["a", "b"]) queue.add(job(name));
    await queue.drain();
    expect(written).toEqual(["a", "b"]);
    expect(errors).toEqual([]);
  });

  test("while every commit fails nothing hangs, and afterwards work goes on", async () => {
    let broken = true;
    const { queue, written, errors, job } = start(() => broken);
    for (const name of ["a", "b", "c"]) queue.add(job(name, { key: "k" }));
    queue.add(job("large", { key: "k", bytes: LARGE }));
    await queue.drain();
    expect(written).toEqual([]);
    expect(errors).toEqual(Array(4).fill("commit failed"));
    expect(queue.settled("k")).toBeUndefined();
    broken = false;
    queue.add(job("d"));
    await queue.drain();
    expect(written).toEqual(["d"]);
  });
});

describe("settled", () => {
  test("is undefined where nothing of this conversation is under way", async () => {
    const { queue, job } = start();
    expect(queue.settled(null)).toBeUndefined();
    expect(queue.settled("a")).toBeUndefined();
    queue.add(job("x", { key: "b" }));
    queue.add(job("y"));
    expect(queue.settled("a")).toBeUndefined();
    expect(queue.settled("b")).toBeInstanceOf(Promise);
    await queue.drain();
    expect(queue.settled("b")).toBeUndefined();
  });

  test("resolves when the last job of the conversation is done, not the first", async () => {
    const { queue, written, job } = start();
    queue.add(job("a", { key: "k" }));
    queue.add(job("large", { key: "k", bytes: LARGE, turns: 3 }));
    await queue.settled("k");
    expect(written).toEqual(["a", "large"]);
  });

  test("resolves also when the job fails", async () => {
    const { queue, errors, bad } = start();
    queue.add({ ...bad("bad"), key: "k" });
    await queue.settled("k");
    expect(errors).toEqual(["bad failed"]);
  });

  test("gives up after 20 ms, and many waiters resolve together", async () => {
    const { queue, written, job } = start();
    queue.add(job("slow", { key: "k", bytes: LARGE, turns: 60_000 }));
    const started = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => queue.settled("k")));
    const waited = performance.now() - started;
    console.log(`settled() gave up after ${waited.toFixed(1)} ms`);
    expect(written).toEqual([]);
    expect(waited).toBeLessThan(500);
    await queue.drain();
    expect(queue.settled("k")).toBeUndefined();
  });
});

describe("addLater", () => {
  test("keeps the conversation under way until its job is done, and drain waits for it", async () => {
    const { queue, written, job } = start();
    queue.addLater("k", sleep(5, job("late", { key: "k" })));
    expect(queue.settled("k")).toBeInstanceOf(Promise);
    await queue.drain();
    expect(written).toEqual(["late"]);
    expect(queue.settled("k")).toBeUndefined();
  });

  test("what comes behind it of the same conversation waits, other conversations go on", async () => {
    const { queue, written, job } = start();
    queue.add(job("first", { key: "k" }));
    queue.addLater("k", sleep(20, job("slow", { key: "k" })));
    queue.add(job("second", { key: "k" }));
    queue.addLater("k", sleep(1, job("quick", { key: "k" })));
    queue.add(job("third", { key: "k" }));
    queue.add(job("other", { key: "l" }));
    queue.add(job("nameless"));
    await queue.drain();
    expect(written).toEqual(["first", "other", "nameless", "slow", "second", "quick", "third"]);
  });

  test("conversations without a key wait for each other: which is which may depend on the one before", async () => {
    const { queue, written, job } = start();
    queue.addLater(null, sleep(5, job("answer")));
    queue.add(job("next"));
    await queue.drain();
    expect(written).toEqual(["answer", "next"]);
  });

  test("a promise that rejects is a failure and nothing more: what waited goes on", async () => {
    const { queue, written, errors, job } = start();
    queue.addLater("k", sleep(1).then(throwGone));
    queue.add(job("next", { key: "k" }));
    await queue.drain();
    expect(errors).toEqual(["gone"]);
    expect(written).toEqual(["next"]);
    expect(queue.settled("k")).toBeUndefined();
  });
});

test("drain of an idle queue resolves at once", async () => {
  await start().queue.drain();
});

function throwGone(): never {
  throw new Error("gone");
}

function* once(write: (() => void) | undefined): Generator<void, (() => void) | undefined> {
  yield;
  return write;
}
