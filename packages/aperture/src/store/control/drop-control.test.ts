import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { addBlock, hashText, startConversation, sweepAll } from "../testing.ts";
import { addChange, operationOn } from "../testing-control.ts";

const runs = process.env.APERTURE_DEEP === "1" ? 1_000 : 60;
let home: string;
let store: Store;
let reader: DatabaseSync;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-drop-control-"));
  store = openStore({ file: join(home, "aperture.db") });
  reader = new DatabaseSync(join(home, "aperture.db"), { readOnly: true });
});
afterEach(() => {
  reader.close();
  store.close();
  rmSync(home, { recursive: true });
});

const perSession = [
  ...[
    "operations",
    "changes",
    "block_settings",
    "notes",
    "staged",
    "injections",
    "checkpoints",
    "redactions",
    "ledger",
  ],
  "session_settings",
];
const rowsOf = (table: string, session: number): number =>
  Number(reader.prepare(`SELECT count(*) AS count FROM ${table} WHERE session = ?`).get(session)?.count);
const count = (table: string): number => Number(reader.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);

/** Texts are small numbers, so that sessions share many. */
const plan = fc.array(
  fc.record({
    blocks: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    changes: fc.array(fc.nat(9), { maxLength: 6 }),
    checkpoints: fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 30 }), { maxLength: 3 }),
    goes: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const textOf = (text: number): string => `text ${text} `.repeat(text * 5);
const shared = { name: "x", createdAt: 1, item: {}, enabled: true };
let conversations = 0;

interface Planned {
  readonly blocks: number[];
  readonly changes: number[];
  readonly checkpoints: number[][];
}

/** Writes a session that has a row in every table; returns its number and the hashes that it names. */
function write({ blocks, changes, checkpoints }: Planned): { n: number; hashes: Set<string> } {
  const { session, lane } = startConversation(store, `s${conversations++}`);
  const { control } = store;
  const hashes = new Set<string>();
  const added = blocks.map((text) => addBlock(store, lane, textOf(text)));
  for (const block of added) hashes.add(block.hash);
  const [first] = added;
  if (first === undefined) throw new Error("a plan has blocks");
  const operation = control.operations.insert(operationOn(added)).n;
  for (const text of changes) hashes.add(addChange(store, first, textOf(text), { operation }).hash);
  for (const texts of checkpoints) {
    for (const text of texts) store.contents.put({ hash: hashText(textOf(text)), content: textOf(text) });
    const named = texts.map((text) => hashText(textOf(text)));
    for (const hash of named) hashes.add(hash);
    control.checkpoints.insert({ session: session.n, name: "c", at: 1, decisions: {}, hashes: named });
  }
  control.settings.put({ block: first.n, session: session.n, pinned: "top", zone: null });
  control.notes.insert({ block: first.n, session: session.n, actor: "user", at: 1, text: "note" });
  const item = control.staged.insert({ ...shared, session: session.n }).n;
  control.staged.addInjection({ item, lane: lane.n, change: 1, hash: first.hash, at: 1 });
  const secret = { session: session.n, value: "secret", placeholder: "[1]", operation, at: 1 };
  control.redactions.insert({ ...secret, active: true });
  control.redactions.insert({ ...secret, active: false });
  control.sessionSettings.put(session.n, "holdout", true);
  control.sessionSettings.put(session.n, "budget", {});
  const bill = { at: 1, model: null, billed: 1, untouched: 1, billedUsd: null, untouchedUsd: null, actors: {} };
  const predicted = { predictedInput: null, predictedRead: null, holdout: false, runs: [] };
  control.ledger.put({ turn: session.n, session: session.n, lane: lane.n, ...bill, ...predicted });
  store.contents.setTokens(new Map([...hashes].map((hash) => [hash, 3])));
  return { n: session.n, hashes };
}

test("a removed session leaves no row in any control table and no text that only it named", () => {
  const everyones = store.control.staged.insert({ ...shared, session: null });
  fc.assert(
    fc.property(plan, (sessions) => {
      const written = sessions.map((session) => ({ ...write(session), goes: session.goes }));
      const [gone, kept] = [written.filter(({ goes }) => goes), written.filter(({ goes }) => !goes)];
      for (const { n } of gone) store.sessions.remove(n);
      sweepAll(store);
      for (const { n } of gone) for (const table of perSession) expect(rowsOf(table, n), table).toBe(0);
      for (const { n, hashes } of kept) {
        expect(store.control.operations.ofSession(n, { limit: 10 })).toHaveLength(1);
        expect(store.control.redactions.ofSession(n)).toHaveLength(1);
        expect(store.control.staged.forSession(n)).toHaveLength(2);
        for (const hash of hashes) expect(store.contents.text(hash)).toBeDefined();
      }
      const needed = new Set(kept.flatMap(({ hashes }) => [...hashes]));
      expect([count("contents"), count("content_tokens")]).toEqual([needed.size, needed.size]);
      for (const { n } of kept) store.sessions.remove(n);
      sweepAll(store);
      for (const table of [...perSession, "checkpoint_contents", "contents"])
        expect(count(table), table).toBe(table === "staged" ? 1 : 0);
    }),
    { numRuns: runs },
  );
  expect(store.control.staged.all()).toEqual([everyones]);
});

test("every table that names a session is swept", () => {
  const tables = reader.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const withSession = tables
    .map(({ name }) => String(name))
    .filter((name) =>
      reader
        .prepare(`PRAGMA table_info("${name}")`)
        .all()
        .some((column) => column.name === "session"),
    );
  expect(new Set(withSession)).toEqual(new Set([...perSession, "lanes", "blocks", "turns", "leaving"]));
});

test("a long history goes in steps: no transaction removes more than a few rows of it", () => {
  const { session, lane } = startConversation(store, "long");
  store.transaction(() => {
    const blocks = Array.from({ length: 2_000 }, (_, index) => addBlock(store, lane, `block ${index}`));
    const changes = blocks.map((block, index) => addChange(store, block, `change ${index}`));
    const hashes = changes.map(({ hash }) => hash);
    store.control.checkpoints.insert({ session: session.n, name: "all", at: 1, decisions: {}, hashes });
  });
  store.sessions.remove(session.n);
  let calls = 0;
  while (store.retain({ before: 0, keepEvents: 10 }).more) calls += 1;
  expect(calls).toBeGreaterThan(1);
  expect([count("changes"), count("checkpoint_contents"), count("contents")]).toEqual([0, 0, 0]);
});
