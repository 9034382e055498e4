import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain } from "./fields.ts";
import type { SessionRecord } from "./records.ts";
import type { Transactions } from "./transactions.ts";

const fields: Fields<Omit<SessionRecord, "n">> = {
  key: plain("key"),
  label: plain("label"),
  source: plain("source"),
  client: plain("client"),
  dialect: plain("dialect"),
  model: plain("model"),
  project: plain("project"),
  startedAt: plain("started_at"),
  lastSeen: plain("last_seen"),
};
const select = `SELECT n, key, label, source, client, dialect, model, project, started_at AS startedAt,
  last_seen AS lastSeen FROM sessions`;
const newestFirst = "ORDER BY last_seen DESC, n DESC";

/** Sessions without `remove`, which reaches into every table (removal.ts). */
export function createSessions(connection: Connection, { join }: Transactions): Omit<Store["sessions"], "remove"> {
  const insert = createInsert(connection, "sessions", fields);
  const update = createUpdate(connection, "sessions", fields);
  const byKey = connection.prepare<SessionRecord>(`${select} WHERE key = ?`);
  // No key holds the highest code point: the range is all that begin so, and the index gives its end at once.
  const lastByKeyPrefix = connection.prepare<SessionRecord>(
    `${select} WHERE key >= ?1 AND key < ?1 || char(0x10ffff) ORDER BY key DESC LIMIT 1`,
  );
  const byNumber = connection.prepare<SessionRecord>(`${select} WHERE n = ?`);
  const byLabel = connection.prepare<SessionRecord>(`${select} WHERE label = ? ${newestFirst} LIMIT 1`);
  const firstPage = connection.prepare<SessionRecord>(`${select} ${newestFirst} LIMIT ?`);
  const nextPage = connection.prepare<SessionRecord>(`${select} WHERE (last_seen, n) < (?, ?) ${newestFirst} LIMIT ?`);
  return {
    insert: (session) => join(() => ({ ...session, n: insert(session) })),
    update: (n, changes) => join(() => update(n, changes)),
    byKey: (key) => byKey.get(key),
    lastByKeyPrefix: (prefix) => lastByKeyPrefix.get(prefix),
    get: (n) => byNumber.get(n),
    byLabel: (label) => byLabel.get(label),
    latest: () => firstPage.get(1),
    list: ({ limit, before }) => (before ? nextPage.all(before.lastSeen, before.n, limit) : firstPage.all(limit)),
  };
}
