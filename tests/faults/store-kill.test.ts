import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@aperture/aperture/store/open-store";
import { startConversation, sweepAll } from "@aperture/aperture/store/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startStoreProcess } from "./store-process.ts";

const deep = process.env.APERTURE_DEEP === "1";
let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-kill-"));
  file = join(home, "aperture.db");
});
afterEach(() => rmSync(home, { recursive: true }));

const damaged = (): string[] => readdirSync(home).filter((name) => name.includes("corrupt"));

test("kill -9 while writing: nothing acknowledged is lost, the database opens clean", {
  timeout: 300_000,
}, async () => {
  const rounds = deep ? 50 : 8;
  let acknowledged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const child = startStoreProcess(["write", file, `round-${round}`]);
    // Killed at different moments: during the first migration, early, and after some checkpoints.
    if (round === 0) await new Promise((resolve) => setTimeout(resolve, 60));
    else await child.line(Math.floor(Math.random() * 1_500));
    await child.kill();
    const acks = child.lines.map((line) => /^ack (\d+) (\d+) (\S+) (.+)$/.exec(line)).filter((match) => match !== null);
    acknowledged += acks.length;
    const store = openStore({ file });
    try {
      expect(damaged()).toEqual([]);
      const first = Number(acks[0]?.[1] ?? 1);
      const { events, resync } = store.events.since(first - 1, 1_000_000);
      expect(resync).toBe(false);
      const stored = new Map(events.map((event) => [event.seq, event]));
      expect([...stored.keys()]).toEqual(Array.from({ length: stored.size }, (_, index) => first + index));
      for (const [, seq, block, hash = "", phase = ""] of acks) {
        expect(stored.get(Number(seq))?.data).toEqual({ phase });
        expect(store.blocks.get(Number(block))?.hash).toBe(hash);
        const [token, turn] = phase.split(" ");
        expect(store.contents.text(hash)).toBe(`${token} ${turn} `.repeat(Number(turn) % 200));
      }
      const removed = child.lines.filter((line) => line.startsWith("removed "));
      for (const line of removed) expect(store.sessions.byKey(line.slice("removed ".length))).toBeUndefined();
      // A removal is whole: what a crash left of one is swept by the next process, no block stays whose session has gone.
      const { n = 0 } = store.sessions.latest() ?? {};
      const gone = Array.from({ length: n }, (_, index) => index + 1).filter((number) => !store.sessions.get(number));
      sweepAll(store);
      for (const number of gone) expect(store.blocks.countOfSession(number)).toBe(0);
    } finally {
      store.close();
    }
  }
  console.log(`kill -9: ${rounds} times, ${acknowledged} events acknowledged, 0 lost`);
  expect(acknowledged).toBeGreaterThan(100);
});

test("kill -9 during a migration: the older schema is whole and the next start goes on", {
  timeout: 120_000,
}, async () => {
  const before = openStore({ file });
  const { session } = startConversation(before, "kept");
  before.runs.put({ label: "kept", project: "/p", agent: "claude", at: 1, preset: null });
  const whole = before.size();
  before.close();
  for (let round = 0; round < (deep ? 10 : 2); round += 1) {
    const child = startStoreProcess(["migrateSlowly", file]);
    expect(await child.line(0)).toBe("migrating");
    // Far into the step: its pages are in the log already.
    await expect.poll(() => sizeOf(`${file}-wal`), { timeout: 30_000 }).toBeGreaterThan(2_000_000 * (round + 1));
    await child.kill();
    const store = openStore({ file });
    try {
      expect(damaged()).toEqual([]);
      expect(store.sessions.get(session.n)).toEqual(session);
      expect(store.runs.byLabel("kept")?.project).toBe("/p");
      expect(store.size()).toBe(whole);
    } finally {
      store.close();
    }
  }
});

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
