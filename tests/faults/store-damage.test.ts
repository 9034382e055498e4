import { randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation } from "@aperture/aperture/store/testing";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);
let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-damage-"));
  file = join(home, "aperture.db");
});
afterEach(() => rmSync(home, { recursive: true }));

const open = () => openStore({ file, now: () => now });
const aside = (): string[] => readdirSync(home).filter((name) => name.includes(".corrupt-"));

/** A database with `megabytes` of incompressible contents; returns its epoch. */
function build(megabytes: number): string {
  const store = open();
  const { lane } = startConversation(store, "before");
  for (let n = 0; n < megabytes * 10; n += 1) {
    store.transaction(() => addBlock(store, lane, `${n}`, randomBytes(100_000)));
  }
  store.close();
  return store.events.epoch;
}

function overwrite(from: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, from);
  closeSync(descriptor);
}

/** The damaged file is kept byte for byte, a new store works, and the log says what happened. */
function expectRebuilt(epoch: string): void {
  const bytes = readFileSync(file);
  const store = open();
  try {
    expect(aside()).toContain("aperture.db.corrupt-2026-11-22T12-00-00-000Z");
    expect(readFileSync(join(home, aside().sort().at(-1) ?? "")).equals(bytes)).toBe(true);
    expect(store.events.epoch).not.toBe(epoch);
    expect(store.trouble()).toBeNull();
    const { events } = store.events.since(0, 10);
    expect(events.map(({ type }) => type)).toEqual(["store-degraded", "store-recovered"]);
    expect(JSON.stringify(events[1])).toContain("aperture.db.corrupt-2026-11-22");
    expect(store.sessions.latest()).toBeUndefined();
    startConversation(store, "after");
  } finally {
    store.close();
  }
  const again = open();
  expect(again.sessions.latest()?.key).toBe("after");
  again.close();
}

const damages: Record<string, () => void> = {
  "pages overwritten": () => overwrite(4_096, randomBytes(80_000)),
  "one page of a table zeroed": () => overwrite(4_096 * 6, new Uint8Array(4_096)),
  "the header overwritten": () => overwrite(0, randomBytes(100)),
  "cut off in the middle": () => truncateSync(file, Math.floor(statSync(file).size / 2)),
  "cut off by one page": () => truncateSync(file, statSync(file).size - 4_096),
  "cut off inside the header": () => truncateSync(file, 60),
  "another kind of file": () => writeFileSync(file, "mode: manual\n".repeat(1_000)),
};

test.each(Object.entries(damages))("%s: set aside, begun anew, told", (_, damage) => {
  const epoch = build(1);
  damage();
  expectRebuilt(epoch);
});

test("damaged twice in the same moment: both files are kept", () => {
  for (let time = 0; time < 2; time += 1) {
    writeFileSync(file, `garbage ${time} `.repeat(1_000));
    open().close();
  }
  expect(
    aside()
      .map((name) => readFileSync(join(home, name), "utf8").slice(0, 9))
      .sort(),
  ).toEqual(["garbage 0", "garbage 1"]);
});

test("an empty file, and one killed before its first commit, are new databases", () => {
  writeFileSync(file, "");
  const store = open();
  expect(store.events.bounds()).toEqual({ first: 1, last: 0 });
  store.close();
  expect(aside()).toEqual([]);
});

test("a log that was cut off costs what was not yet in the database, no more", () => {
  const store = open();
  startConversation(store, "a");
  for (let n = 0; n < 50; n += 1) store.events.append("client-cancelled", { phase: `${n}` });
  // As a power cut leaves it: copied while the log is in use, its last pages missing.
  const copy = join(home, "copy.db");
  copyFileSync(file, copy);
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  store.close();
  truncateSync(`${copy}-wal`, Math.floor(statSync(`${copy}-wal`).size * 0.7));
  const reopened = openStore({ file: copy });
  const { events } = reopened.events.since(0, 100);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: events.length }, (_, index) => index + 1));
  expect(events.length).toBeGreaterThan(0);
  expect(events.length).toBeLessThan(50);
  reopened.close();
  expect(aside()).toEqual([]);
});

test("a newer schema is refused, not quarantined", () => {
  build(0);
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(open).toThrow(expect.objectContaining({ code: "store_newer", exit: 4 }));
  expect(aside()).toEqual([]);
});

test("a path that is a folder, or in none, is store_unavailable", () => {
  for (const path of [home, join(home, "no", "aperture.db")]) {
    expect(() => openStore({ file: path })).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  }
  expect(readdirSync(home)).toEqual([]);
});

test("damage found while running: no more writes, and the next start rebuilds a file too large to be checked", () => {
  const epoch = build(40);
  const warnings: string[] = [];
  const store = openStore({ file, now: () => now, log: { warn: (_, message) => warnings.push(message) } });
  overwrite(4_096, randomBytes(4_096 * 200));
  let failures = 0;
  for (let n = 0; n < 20; n += 1) {
    try {
      startConversation(store, `during ${n}`);
      store.sessions.list({ limit: 10 });
      store.blocks.ofSession(1);
    } catch (error) {
      expect(ApertureError.is(error) && error.code).toBe("store_unavailable");
      failures += 1;
    }
  }
  // The first one may come before the damage is met; after that nothing is written any more.
  expect(failures).toBeGreaterThanOrEqual(19);
  expect(store.trouble()).toMatch(/damaged|not a database/);
  expect(() => store.events.append("client-cancelled", { phase: "x" })).toThrow(/damaged|not a database/);
  expect(warnings).toContain("the store failed");
  expect(existsSync(`${file}.suspect`)).toBe(true);
  store.close();
  expectRebuilt(epoch);
  expect(existsSync(`${file}.suspect`)).toBe(false);
});
