import type { Connection } from "./connection.ts";
import { createContentNumbers } from "./content-numbers.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "./fields.ts";
import { hashOf } from "./hash-key.ts";
import { inSight } from "./in-sight.ts";
import type { BlockRecord } from "./records.ts";
import type { Transactions } from "./transactions.ts";

type Row = Omit<BlockRecord, "hash" | "rawHash" | "meta"> & {
  hash: Uint8Array | string;
  rawHash: Uint8Array | string | null;
  meta: string;
};

/** What a block's row holds: its record with the numbers of its contents in place of their hashes. */
type Stored = Omit<BlockRecord, "n" | "hash" | "rawHash"> & {
  readonly content: number;
  readonly rawContent: number | null;
};

const fields: Fields<Stored> = {
  session: plain("session"),
  lane: plain("lane"),
  role: plain("role"),
  key: plain("key"),
  content: plain("content"),
  rawContent: plain("raw_content"),
  at: plain("at"),
  turn: plain("turn"),
  origin: plain("origin"),
  meta: stored("meta", JSON.stringify),
};
const select = `SELECT blocks.n, session, lane, role, key, texts.hash, raws.hash AS rawHash, at, turn, origin, meta
  FROM blocks JOIN contents AS texts ON texts.n = content LEFT JOIN contents AS raws ON raws.n = raw_content`;

const toRecord = (row: Row): BlockRecord => ({
  ...row,
  hash: hashOf(row.hash),
  rawHash: row.rawHash === null ? null : hashOf(row.rawHash),
  meta: JSON.parse(row.meta),
});

export function createBlocks(connection: Connection, { join, run }: Transactions): Store["blocks"] {
  const contents = createContentNumbers(connection);
  const insert = createInsert(connection, "blocks", fields);
  const update = createUpdate(connection, "blocks", fields);
  const byNumber = connection.prepare<Row>(`${select} WHERE blocks.n = ? AND ${inSight}`);
  const byNumbers = connection.prepare<Row>(
    `${select} WHERE blocks.n IN (SELECT value FROM json_each(?)) AND ${inSight}`,
  );
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? ORDER BY blocks.n`);
  const count = connection.prepare<{ count: number }>("SELECT count(*) AS count FROM blocks WHERE session = ?");
  const keepEarlier = connection.prepare(`INSERT OR IGNORE INTO earlier_contents (block, content)
    SELECT n, content FROM blocks WHERE n = ?1
    UNION SELECT n, raw_content FROM blocks WHERE n = ?1 AND raw_content IS NOT NULL`);

  return {
    insert(block) {
      return join(() => {
        const content = contents.of(block.hash);
        return { ...block, n: insert({ ...block, content, rawContent: contents.orNull(block.rawHash) }) };
      });
    },
    update(n, { hash, rawHash, meta }) {
      run(() => {
        if (hash !== undefined || rawHash !== undefined) keepEarlier.run(n);
        update(n, {
          ...(hash === undefined ? {} : { content: contents.of(hash) }),
          ...(rawHash === undefined ? {} : { rawContent: contents.orNull(rawHash) }),
          ...(meta === undefined ? {} : { meta }),
        });
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
