import type { Connection } from "../connection.ts";
import type { ReleaseContents } from "../release-contents.ts";

/** Tables whose rows of a session refer to no content. Secrets go first. */
const plainTables = [
  "redactions",
  "session_settings",
  "block_settings",
  "notes",
  "staged",
  "injections",
  "ledger",
  "operations",
];

/**
 * Removes at most `limit` rows of a session from one of the control tables, with the contents that only they referred to;
 * false when it has no more. Call it in a transaction.
 */
export type DropControl = (session: number, limit: number) => boolean;

export function createDropControl(connection: Connection, release: ReleaseContents): DropControl {
  const drops = plainTables.map((table) => {
    // DELETE … LIMIT is not part of every SQLite; `session_settings` has no row numbers.
    const key = table === "session_settings" ? "(session, name)" : "rowid";
    const columns = key.replace(/[()]/g, "");
    return connection.prepare(
      `DELETE FROM ${table} WHERE ${key} IN (SELECT ${columns} FROM ${table} WHERE session = ? LIMIT ?)`,
    );
  });
  const changesOf = connection.prepare<{ n: number; content: number; originalContent: number | null }>(
    "SELECT n, content, original_content AS originalContent FROM changes WHERE session = ? LIMIT ?",
  );
  const dropChange = connection.prepare("DELETE FROM changes WHERE n = ?");
  const checkpointsOf = connection.prepare<{ n: number }>("SELECT n FROM checkpoints WHERE session = ? LIMIT ?");
  const contentsOf = connection.prepare<{ content: number }>(
    "SELECT content FROM checkpoint_contents WHERE checkpoint = ? LIMIT ?",
  );
  const dropReference = connection.prepare("DELETE FROM checkpoint_contents WHERE checkpoint = ? AND content = ?");
  const dropCheckpoint = connection.prepare("DELETE FROM checkpoints WHERE n = ?");

  function dropChanges(session: number, limit: number): boolean {
    const changes = changesOf.all(session, limit);
    for (const { n } of changes) dropChange.run(n);
    release(changes.flatMap(({ content, originalContent }) => [content, originalContent ?? content]));
    return changes.length > 0;
  }

  /** A checkpoint may name as many texts as its session has blocks: they go in steps too, and the checkpoint behind them. */
  function dropOneCheckpoint(session: number, limit: number): boolean {
    const n = checkpointsOf.get(session, 1)?.n;
    if (n === undefined) return false;
    const named = contentsOf.all(n, limit).map(({ content }) => content);
    for (const content of named) dropReference.run(n, content);
    release(named);
    if (named.length < limit) dropCheckpoint.run(n);
    return true;
  }

  return (session, limit) =>
    drops.some((drop) => drop.run(session, limit).changes > 0) ||
    dropChanges(session, limit) ||
    dropOneCheckpoint(session, limit);
}
