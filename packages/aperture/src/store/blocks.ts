import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "./fields.ts";
import { hashKey, hashOf } from "./hash-key.ts";
import type { BlockRecord } from "./records.ts";
import type { Transactions } from "./transactions.ts";

type Row = Omit<BlockRecord, "hash" | "rawHash" | "meta"> & {
  hash: Uint8Array | string;
  rawHash: Uint8Array | string | null;
  meta: string;
};

const fields: Fields<Omit<BlockRecord, "n">> = {
  session: plain("session"),
  lane: plain("lane"),
  role: plain("role"),
  key: plain("key"),
  hash: stored("hash", hashKey),
  rawHash: stored("raw_hash", (hash) => (hash === null ? null : hashKey(hash))),
  at: plain("at"),
  turn: plain("turn"),
  origin: plain("origin"),
  meta: stored("meta", JSON.stringify),
};
const select = "SELECT n, session, lane, role, key, hash, raw_hash AS rawHash, at, turn, origin, meta FROM blocks";

const toRecord = (row: Row): BlockRecord => ({
  ...row,
  hash: hashOf(row.hash),
  rawHash: row.rawHash === null ? null : hashOf(row.rawHash),
  meta: JSON.parse(row.meta),
});

export function createBlocks(connection: Connection, { join, run }: Transactions): Store["blocks"] {
  const insert = createInsert(connection, "blocks", fields);
  const update = createUpdate(connection, "blocks", fields);
  const byNumber = connection.prepare<Row>(`${select} WHERE n = ?`);
  const byNumbers = connection.prepare<Row>(`${select} WHERE n IN (SELECT value FROM json_each(?))`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? ORDER BY n`);
  const count = connection.prepare<{ count: number }>("SELECT count(*) AS count FROM blocks WHERE session = ?");
  const keepEarlier = connection.prepare(`INSERT OR IGNORE INTO earlier_texts (block, hash)
    SELECT n, hash FROM blocks WHERE n = ?1 UNION SELECT n, raw_hash FROM blocks WHERE n = ?1 AND raw_hash IS NOT NULL`);
  return {
    insert: (block) => join(() => ({ n: insert(block), ...block })),
    update(n, changes) {
      run(() => {
        if (changes.hash !== undefined || changes.rawHash !== undefined) keepEarlier.run(n);
        update(n, changes);
      });
    },
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    many(numbers) {
      const found = new Map(byNumbers.all(JSON.stringify(numbers)).map((row) => [row.n, toRecord(row)]));
      return numbers.flatMap((n) => found.get(n) ?? []);
    },
    ofSession: (session) => ofSession.all(session).map(toRecord),
    countOfSession: (session) => count.get(session)?.count ?? 0,
  };
}
