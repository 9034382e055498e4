import type { DatabaseSync } from "node:sqlite";
import { ApertureError } from "@aperture/sdk";

/**
 * Brings the schema up to date, each step with its number in one transaction: a process killed in between leaves a whole
 * older schema, and the next start goes on from there. Throws `store_newer` for a schema this version does not know,
 * and SQLite's own errors.
 */
export function migrate(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  const found = Number(database.prepare("PRAGMA user_version").get()?.user_version);
  if (found > migrations.length) throw new ApertureError("store_newer", { file, found, known: migrations.length });
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue;
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(sql);
      // Part of the transaction: user_version is a field of the database's first page.
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }
}
