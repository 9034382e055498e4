import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { openStore } from "./open-store.ts";
import { createSweepLater } from "./sweep-later.ts";
import { addBlock, startConversation, turnOf } from "./testing.ts";

const many = 4_000;
let home: string;
let store: Store;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-sweep-"));
  store = openStore({ file: join(home, "aperture.db") });
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true });
});

/** A conversation of many blocks: its numbers, and the hash of a text that nobody else has. */
function write() {
  return store.transaction(() => {
    const { session, lane } = startConversation(store, "large");
    const blocks = Array.from({ length: many }, (_, n) => addBlock(store, lane, `${n} ${"text".repeat(20)}`));
    const numbers = blocks.map(({ n }) => n);
    store.turns.insert(turnOf(lane, 1, numbers));
    return { session, numbers, hash: blocks.at(-1)!.hash };
  });
}

function expectOutOfSight({ session, numbers }: ReturnType<typeof write>): void {
  expect(store.sessions.get(session.n)).toBeUndefined();
  expect(store.sessions.byKey("large")).toBeUndefined();
  expect(store.sessions.byLabel("large")).toBeUndefined();
  expect(store.sessions.latest()).toBeUndefined();
  expect(store.sessions.list({ limit: 9 })).toEqual([]);
  expect(store.lanes.ofSession(session.n)).toEqual([]);
  expect(store.blocks.get(numbers[0]!)).toBeUndefined();
  expect(store.blocks.get(numbers.at(-1)!)).toBeUndefined();
  expect(store.blocks.many(numbers)).toEqual([]);
}

const left = ({ session }: ReturnType<typeof write>): number =>
  store.blocks.countOfSession(session.n) + store.turns.countOfSession(session.n);

test("a removed session is out of sight at once and swept behind that", async () => {
  const written = write();
  store.sessions.remove(written.session.n);
  expectOutOfSight(written);
  expect(left(written)).toBe(many + 1);
  // Its key is free: the same conversation may begin again, and is not swept with the old one.
  const next = startConversation(store, "large");
  const kept = addBlock(store, next.lane, "kept");
  await expect.poll(() => left(written), { timeout: 20_000 }).toBe(0);
  expect(store.contents.text(written.hash)).toBeUndefined();
  expect(store.sessions.byKey("large")).toEqual(next.session);
  expect(store.blocks.get(kept.n)).toEqual(kept);
});

test("what was not swept when the program ended stays out of sight and is swept after the next start", async () => {
  const written = write();
  store.sessions.remove(written.session.n);
  store.close();
  store = openStore({ file: join(home, "aperture.db") });
  expectOutOfSight(written);
  expect(left(written)).toBe(many + 1);
  await expect.poll(() => left(written), { timeout: 20_000 }).toBe(0);
  expect(store.contents.text(written.hash)).toBeUndefined();
});

test("a sweep that fails is told, and the next removal tries again", async () => {
  const told: string[] = [];
  let works = false;
  let swept = 0;
  const sweeping = createSweepLater(
    {
      sweepFor() {
        if (!works) throw new Error("disk full");
        swept++;
        return swept < 3;
      },
    },
    { warn: (details) => told.push(String(Object.values(details))) },
  );
  await expect.poll(() => told).toEqual(["Error: disk full"]);
  works = true;
  sweeping.touch();
  await expect.poll(() => swept).toBe(3);
  sweeping.touch();
  sweeping.stop();
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect([swept, told.length]).toEqual([3, 1]);
});
