import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../migrate.ts";
import { openStore } from "../open-store.ts";
import { addChange } from "../testing-control.ts";
import { migrations } from "./migrations.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-migrations-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("a database of version 1 keeps what it holds and gets the control tables", () => {
  const file = join(home, "aperture.db");
  const old = new DatabaseSync(file);
  migrate(old, file, migrations.slice(0, 1));
  old.exec(`INSERT INTO sessions VALUES (4, 'k', 'label', 'agent', 'codex', 'anthropic', NULL, NULL, 1, 2);
    INSERT INTO lanes VALUES (7, 4, NULL, 'main', 1, 2);
    INSERT INTO contents VALUES (1, x'616263', 0, 0, CAST('the text' AS BLOB));
    INSERT INTO blocks VALUES (9, 4, 7, 'user', 'k', 1, NULL, 1, 1, 'client', '{"provider":"anthropic","kind":"text"}');`);
  const epoch = old.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value;
  expect(old.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  old.close();

  const store = openStore({ file });
  try {
    expect(store.events.epoch).toBe(epoch);
    expect(store.sessions.get(4)).toMatchObject({ label: "label", lastSeen: 2 });
    const block = store.blocks.get(9);
    if (!block) throw new Error("the block is gone");
    expect(store.contents.text(block.hash)).toBe("the text");
    expect(store.control.changes.boundSessions()).toEqual([]);
    const change = addChange(store, block, "shorter");
    expect(store.control.changes.ofLane(7, ["pending"])).toEqual([change]);
  } finally {
    store.close();
  }
  const again = new DatabaseSync(file, { readOnly: true });
  expect(again.prepare("PRAGMA user_version").get()).toEqual({ user_version: migrations.length });
  again.close();
});

test("a database of version 2 keeps what was decided and gets the plugins' tables", () => {
  const file = join(home, "aperture.db");
  const old = new DatabaseSync(file);
  migrate(old, file, migrations.slice(0, 2));
  old.exec(`INSERT INTO sessions VALUES (4, 'k', 'label', 'agent', 'codex', 'anthropic', NULL, NULL, 1, 2);
    INSERT INTO notes VALUES (3, 9, 4, 'user', 5, 'a note');`);
  expect(old.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
  old.close();

  const store = openStore({ file });
  try {
    expect(store.control.notes.get(3)).toMatchObject({ text: "a note" });
    expect(store.plugins.all()).toEqual([]);
    store.plugins.store("tidy", new Map([["a", 1]]));
    expect(store.plugins.stored("tidy")).toEqual(new Map([["a", 1]]));
  } finally {
    store.close();
  }
});
