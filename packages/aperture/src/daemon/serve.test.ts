import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaults } from "../config/defaults.ts";
import { createClosedStore } from "./closed-store.ts";
import { readRunFile } from "./run-file.ts";
import { type ServeOptions, serve } from "./serve.ts";
import { sleep } from "./sleep.ts";
import { startRetention } from "./start-retention.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-serve-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Serves something that stops when `release` is called; the signals are an emitter of the test's own. */
function begin(parts: Partial<ServeOptions> = {}) {
  const signals = new EventEmitter();
  const stopped = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  let shutdown = () => {};
  const served = serve({
    config: { ...defaults, home },
    log: pino({ level: "silent" }),
    start: async (_, { onShutdown }) => {
      shutdown = onShutdown;
      return { ports: { proxy: 5400, api: 5401 }, stop: () => stopped.promise };
    },
    ready: () => ready.resolve(),
    signals: signals as unknown as NodeJS.Process,
    ...parts,
  });
  return { served, signals, ready: ready.promise, release: stopped.resolve, shutdown: () => shutdown() };
}

test("a signal: the run file says stopping until everything is closed, then it is gone", async () => {
  const { served, signals, ready, release } = begin();
  await ready;
  expect(readRunFile(home)).toMatchObject({ pid: process.pid, state: "running", ports: { proxy: 5400, api: 5401 } });
  signals.emit("SIGTERM");
  await sleep(5);
  expect(readRunFile(home)?.state).toBe("stopping");
  release();
  expect(await served).toEqual({ reason: "SIGTERM", drained: true });
  expect(readRunFile(home)).toBeUndefined();
  expect(signals.eventNames()).toEqual([]);
});

test("a second signal does not wait any longer", async () => {
  const { served, signals, ready } = begin();
  await ready;
  signals.emit("SIGINT");
  signals.emit("SIGINT");
  expect(await served).toEqual({ reason: "SIGINT", drained: false });
});

test("the API asks to stop", async () => {
  const { served, ready, release, shutdown } = begin();
  await ready;
  shutdown();
  release();
  expect(await served).toMatchObject({ reason: "the API was asked to", drained: true });
});

test("a start that fails leaves neither file nor handler", async () => {
  const { served, signals } = begin({ start: () => Promise.reject(new Error("no port")) });
  await expect(served).rejects.toThrow("no port");
  expect(readRunFile(home)).toBeUndefined();
  expect(signals.eventNames()).toEqual([]);
});

test("retention goes on while there is more, survives a failure and ends when told", async () => {
  const calls: { before: number; keepEvents: number }[] = [];
  const failures: unknown[] = [];
  const stop = startRetention({
    store: {
      retain(policy) {
        calls.push(policy);
        if (calls.length === 3) throw new Error("disk full");
        return { sessions: [], events: 0, more: calls.length === 1 };
      },
    },
    policy: { days: 2, events: 1_000 },
    now: () => 10 * 86_400_000,
    failed: (error) => failures.push(error),
    delay: 0,
    interval: 5,
  });
  while (calls.length < 4) await sleep(5);
  await stop();
  const after = calls.length;
  await sleep(20);
  expect(calls).toHaveLength(after);
  expect(calls[0]).toEqual({ before: 8 * 86_400_000, keepEvents: 1_000 });
  expect(failures).toHaveLength(1);
});

test("a store that could not be opened refuses what needs it, and lets a page connect", () => {
  const store = createClosedStore("disk on fire");
  for (const use of [
    () => store.sessions.latest(),
    () => store.transaction(() => store.turns.get(1)),
    () => store.runs.byLabel("x"),
  ]) {
    expect(use).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  }
  expect(store.trouble()).toBe("disk on fire");
  expect(store.events.since(0, 10)).toEqual({ events: [], resync: false });
  store.events.subscribe(() => {})();
  store.close();
});
