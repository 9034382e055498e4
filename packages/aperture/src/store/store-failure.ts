/** Primary SQLite result codes (https://sqlite.org/rescode.html) that mean: the database, not the caller, is at fault. */
const reasons: Readonly<Record<number, string>> = {
  3: "access to the database is denied",
  5: "another program is writing to the database",
  6: "another program has locked the database",
  7: "memory ran out",
  8: "the database is read-only",
  10: "the disk reports an input/output error",
  11: "the database is damaged",
  13: "the disk is full",
  14: "the database file cannot be opened",
  15: "another program holds the database's locks",
  26: "the file is not a database",
};
const damaged: ReadonlySet<number> = new Set([11, 26]);
const busy: ReadonlySet<number> = new Set([5, 6]);

export interface StoreFailure {
  /** For people; ends in SQLite's own words. */
  readonly reason: string;
  /** The file itself is broken: writing on could make it worse. */
  readonly damaged: boolean;
  /** Another connection holds a lock. */
  readonly busy: boolean;
}

/** Tells failures of the database from mistakes of the caller (constraint, misuse, wrong type), which are null. */
export function storeFailure(error: unknown): StoreFailure | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  // The low byte is the primary code, the rest says where it happened.
  const code = error.errcode & 0xff;
  const reason = reasons[code];
  if (reason === undefined) return null;
  return { reason: `${reason} (${error.message})`, damaged: damaged.has(code), busy: busy.has(code) };
}
