import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** Bytes up to which a whole file is checked at each start: 15 ms when it is cached. A daemon that died must be back within a second. */
const checkedWhole = 32 * 1024 * 1024;

const suspectMark = (file: string): string => `${file}.suspect`;

/** For a database that was found damaged while running: the next start checks the whole file, whatever its size. */
export function markSuspect(file: string, reason: string): void {
  try {
    writeFileSync(suspectMark(file), reason, { mode: 0o600 });
  } catch {
    // A disk that cannot take this either is reported by every write that follows.
  }
}

/**
 * What is wrong with an open database, or null. Finds files that are cut off and, up to 32 MB or when suspected, broken pages.
 * Throws SQLite's own error when it cannot be read at all.
 */
export function findDamage(database: DatabaseSync, file: string): string | null {
  const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  // Everything that a killed process left in the log goes into the file first, so that its length can be judged.
  const checkpoint = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  const { size } = statSync(file);
  const expected = pragma("page_count") * pragma("page_size");
  // Busy: somebody else has it open, and pages may rightly be in the log only.
  if (checkpoint?.busy === 0 && size < expected) return `the file has ${size} bytes of ${expected}`;
  if (size > checkedWhole && !existsSync(suspectMark(file))) return null;
  const result = String(database.prepare("PRAGMA quick_check(1)").get()?.quick_check);
  rmSync(suspectMark(file), { force: true });
  return result === "ok" ? null : result;
}

/**
 * Sets a damaged database aside under `<file>.corrupt-<date>`, with its log; nothing is deleted. Returns the new name.
 * `at` in epoch milliseconds.
 */
export function setAside(file: string, at: number): string {
  const stamp = new Date(at).toISOString().replace(/[:.]/g, "-");
  let aside = `${file}.corrupt-${stamp}`;
  for (let copy = 2; existsSync(aside); copy += 1) aside = `${file}.corrupt-${stamp}-${copy}`;
  for (const suffix of ["-wal", "-shm", ""]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  rmSync(suspectMark(file), { force: true });
  return aside;
}
