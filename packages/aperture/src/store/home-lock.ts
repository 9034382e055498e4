import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { openDatabase } from "./connection.ts";
import { storeFailure } from "./store-failure.ts";

export interface Lock {
  readonly home: string;
  release(): void;
}

/**
 * Makes the home folder (0700) this process's own, or throws `already_running` with the holder's pid, `home_unusable` when
 * the folder cannot be made or written.
 *
 * The lock is SQLite's exclusive lock on an otherwise empty file: the operating system gives it back when the process ends in
 * whatever way, so there is no stale lock to recognise and a pid that was given to another program is no obstacle (a file with
 * a pid in it has both problems, and Node has no flock). It is a file of its own, so that other programs can still read
 * `aperture.db`. The pid stands beside it for people only. Nothing else may open `aperture.lock`: closing any descriptor of a
 * file drops a process's POSIX locks on it.
 */
export function lockHome(home: string): Lock {
  const pidFile = join(home, "aperture.pid");
  const file = join(home, "aperture.lock");
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const database = openDatabase(file);
    try {
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      throw error;
    }
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
    return { home, release: () => database.isOpen && database.close() };
  } catch (cause) {
    const failure = storeFailure(cause);
    if (failure?.busy) throw new ApertureError("already_running", { home, pid: readPid(pidFile) }, { cause });
    const reason = failure?.reason ?? (cause instanceof Error ? cause.message : String(cause));
    throw new ApertureError("home_unusable", { home, reason }, { cause });
  }
}

/** `unknown` in the moment between the holder's lock and its pid. */
function readPid(file: string): number | string {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : "unknown";
  } catch {
    return "unknown";
  }
}
