import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClosedStore } from "../daemon/closed-store.ts";
import type { Store } from "./contract.ts";
import { type MarkedStore, markRedactions } from "./mark-redactions.ts";
import { openStore } from "./open-store.ts";
import { startConversation } from "./testing.ts";

let folder: string;
let file: string;
let database: Store;
let marked: MarkedStore;
let failures: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aperture-marked-"));
  file = join(folder, "redactions.json");
  database = openStore({ file: ":memory:" });
  failures = [];
  marked = markRedactions(database, file, (error) => failures.push(error));
});
afterEach(() => {
  marked.close();
  database.close();
  rmSync(folder, { recursive: true });
  expect(failures).toEqual([]);
});

const redaction = { value: "hunter2", placeholder: "REDACTED_0_abc123", operation: null, at: 0, active: true };
function begin(): number {
  return startConversation(marked.store, "one").session.n;
}

test("the first redaction is noted before its commit, the end of the last behind it", async () => {
  const session = begin();
  const { n } = marked.store.transaction(() => {
    const record = marked.store.control.redactions.insert({ session, ...redaction });
    expect(existsSync(file)).toBe(true);
    return record;
  });
  await nextTurn();
  expect(existsSync(file)).toBe(true);
  marked.store.control.redactions.setActive(n, false);
  await nextTurn();
  expect(existsSync(file)).toBe(false);
});

test("one that was rolled back leaves no note", async () => {
  const session = begin();
  const work = () => {
    marked.store.control.redactions.insert({ session, ...redaction });
    throw new Error("no");
  };
  expect(() => marked.store.transaction(work)).toThrow("no");
  await nextTurn();
  expect(existsSync(file)).toBe(false);
});

test("one that cannot be noted is not made", () => {
  const session = begin();
  rmSync(folder, { recursive: true });
  const work = () => marked.store.control.redactions.insert({ session, ...redaction });
  expect(() => marked.store.transaction(work)).toThrow("redactions.json");
  expect(marked.store.control.redactions.ofSession(session)).toEqual([]);
  folder = mkdtempSync(join(tmpdir(), "aperture-marked-"));
});

test("without a database everybody noted is lost, and nothing is taken off the list", () => {
  const session = begin();
  marked.store.control.redactions.insert({ session, ...redaction });
  const { key, client } = marked.store.sessions.get(session)!;
  const without = markRedactions(createClosedStore("it is a folder"), file, (error) => failures.push(error));
  expect(without.marker.isLost({ key, client })).toBe(true);
  without.close();
  expect(existsSync(file)).toBe(true);
});
