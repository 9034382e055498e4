import { chmodSync, closeSync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { ApertureError } from "@aperture/sdk";
import { openDatabase } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import { findDamage, setAside } from "./quarantine.ts";
import { storeFailure } from "./store-failure.ts";

export interface OpenedFile {
  readonly database: DatabaseSync;
  /** Why a former database was set aside at this start, and under which name. */
  readonly setAside: { readonly reason: string; readonly file: string } | null;
}

/**
 * WAL with synchronous NORMAL: a commit survives kill -9 (not always a power cut) at 1/50 of the price of FULL. SQLite's own
 * checkpoints, which come in the middle of a commit, are the last resort at 32 MB of log; housekeeping.ts does them when idle.
 */
const pragmas = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192;
  PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;`;

/**
 * Opens the database file (mode 0600), sets a damaged one aside, brings the schema up to date. Throws `store_newer`, and
 * `store_unavailable` when the file cannot be used for a reason that a new file would not cure.
 */
export function openFile(file: string, at: number): OpenedFile {
  try {
    const opened = tryOpen(file);
    if (typeof opened !== "string") return { database: opened, setAside: null };
    const aside = setAside(file, at);
    const fresh = tryOpen(file);
    if (typeof fresh === "string") throw new ApertureError("store_unavailable", { reason: fresh });
    return { database: fresh, setAside: { reason: opened, file: aside } };
  } catch (error) {
    if (ApertureError.is(error)) throw error;
    const reason = storeFailure(error)?.reason ?? (error instanceof Error ? error.message : String(error));
    throw new ApertureError("store_unavailable", { reason }, { cause: error });
  }
}

/** The open database, or what is broken in it. */
function tryOpen(file: string): DatabaseSync | string {
  if (file !== ":memory:") restrictMode(file);
  const database = openDatabase(file);
  try {
    database.exec(pragmas);
    const damage = file === ":memory:" ? null : findDamage(database, file);
    if (damage === null) {
      migrate(database, file, migrations);
      return database;
    }
    database.close();
    return damage;
  } catch (error) {
    if (database.isOpen) database.close();
    const failure = storeFailure(error);
    if (failure?.damaged) return failure.reason;
    throw error;
  }
}

/** SQLite gives the log and its index the mode of the database, so it must be right before they exist. */
function restrictMode(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}
