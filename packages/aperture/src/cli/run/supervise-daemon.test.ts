import { expect, test } from "vitest";
import { type DaemonEvent, superviseDaemon } from "./supervise-daemon.ts";

/** Plays a list of probes; ends when it is used up. */
async function play(probes: boolean[], parts: { wanted?: boolean; restart?: () => Promise<unknown> } = {}) {
  const end = new AbortController();
  const events: DaemonEvent["kind"][] = [];
  let restarts = 0;
  await superviseDaemon({
    probe: async () => {
      const next = probes.shift();
      if (next === undefined) end.abort();
      return next ?? true;
    },
    wanted: () => parts.wanted ?? true,
    restart: async () => {
      restarts++;
      await parts.restart?.();
    },
    tell: (event) => events.push(event.kind),
    signal: end.signal,
    interval: 1,
  });
  return { events, restarts };
}

test("while it answers, nothing happens", async () => {
  expect(await play([true, true, true])).toEqual({ events: [], restarts: 0 });
});

test("it dies and is started again, each time it dies", async () => {
  expect(await play([true, false, true, false, true])).toEqual({
    events: ["died", "restarted", "died", "restarted"],
    restarts: 2,
  });
});

test("asked to stop: told once, never restarted", async () => {
  expect(await play([true, false, false, false], { wanted: false })).toEqual({ events: ["stopped"], restarts: 0 });
});

test("a restart that fails is told and tried again", async () => {
  let attempts = 0;
  const restart = async () => {
    if (++attempts === 1) throw new Error("no memory");
  };
  expect((await play([false, false, true], { restart })).events).toEqual(["died", "restart-failed", "restarted"]);
});
