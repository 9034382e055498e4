import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openStore } from "../open-store.ts";
import { startConversation } from "../testing.ts";

const value = "the-very-secret-value-7f3a";

test("active ones of a session in the order of making; the others are kept", () => {
  const store = openStore({ file: ":memory:" });
  try {
    const { redactions } = store.control;
    const sessions = [startConversation(store, "a").session.n, startConversation(store, "b").session.n] as const;
    const make = (session: number, text: string) =>
      redactions.insert({
        session,
        value: text,
        placeholder: `[${text.length}]`,
        operation: null,
        at: 2,
        active: true,
      });
    const [a, b, c] = [make(sessions[0], value), make(sessions[0], "x\0'y"), make(sessions[1], "z")];
    expect(redactions.ofSession(sessions[0])).toEqual([a, b]);
    expect(redactions.boundSessions()).toEqual([...sessions]);
    redactions.setActive(a.n, false);
    redactions.setActive(c.n, false);
    expect(redactions.ofSession(sessions[0])).toEqual([b]);
    expect(redactions.boundSessions()).toEqual([sessions[0]]);
    redactions.setActive(a.n, true);
    expect(redactions.ofSession(sessions[0])).toEqual([a, b]);
    store.sessions.remove(sessions[0]);
    expect(redactions.boundSessions()).toEqual([]);
  } finally {
    store.close();
  }
});

test("the value stands in its own table alone, in a file that nobody else may read", () => {
  const home = mkdtempSync(join(tmpdir(), "aperture-redactions-"));
  const file = join(home, "aperture.db");
  const store = openStore({ file });
  try {
    const { session } = startConversation(store, "a");
    store.control.redactions.insert({
      session: session.n,
      value,
      placeholder: "[redacted 1]",
      operation: 1,
      at: 1,
      active: true,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  } finally {
    store.close();
  }
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const holding = tables.flatMap(({ name }) =>
    JSON.stringify(database.prepare(`SELECT * FROM "${name}"`).all()).includes(value) ? [name] : [],
  );
  database.close();
  rmSync(home, { recursive: true });
  expect(holding).toEqual(["redactions"]);
});
