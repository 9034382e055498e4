import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";

let database: DatabaseSync;
beforeEach(() => {
  database = new DatabaseSync(":memory:");
});
afterEach(() => database.close());

const version = (): unknown => database.prepare("PRAGMA user_version").get()?.user_version;
const tables = (): unknown[] =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => name);

test("only the steps that are missing are done", () => {
  migrate(database, "f", ["CREATE TABLE a (n)"]);
  migrate(database, "f", ["CREATE TABLE a (n)", "CREATE TABLE b (n)", "CREATE TABLE c (n)"]);
  expect([version(), tables()]).toEqual([3, ["a", "b", "c"]]);
});

test("a step that fails leaves the schema before it, and the next start goes on", () => {
  const broken = ["CREATE TABLE a (n)", "CREATE TABLE b (n); CREATE TABLE a (n)"];
  expect(() => migrate(database, "f", broken)).toThrow(/already exists/);
  expect([version(), tables(), database.isTransaction]).toEqual([1, ["a"], false]);
  migrate(database, "f", ["CREATE TABLE a (n)", "CREATE TABLE b (n)"]);
  expect([version(), tables()]).toEqual([2, ["a", "b"]]);
});

test("a newer schema is refused by name and number, untouched", () => {
  database.exec("CREATE TABLE future (n); PRAGMA user_version = 99");
  expect(() => migrate(database, "/home/aperture.db", migrations)).toThrow(
    expect.objectContaining({
      code: "store_newer",
      facts: { file: "/home/aperture.db", found: 99, known: migrations.length },
    }),
  );
  expect([version(), tables()]).toEqual([99, ["future"]]);
});
