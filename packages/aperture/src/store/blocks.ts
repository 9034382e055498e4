import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "./fields.ts";
import { hashKey, hashOf } from "./hash-key.ts";
import { kinds, packings } from "./packing.ts";
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
/** Blocks of a removed session are there until they are swept (removal.ts). */
const inSight = "session NOT IN (SELECT session FROM leaving)";

const toRecord = (row: Row): BlockRecord => ({
  ...row,
  hash: hashOf(row.hash),
  rawHash: row.rawHash === null ? null : hashOf(row.rawHash),
  meta: JSON.parse(row.meta),
});

export function createBlocks(connection: Connection, { join, run }: Transactions): Store["blocks"] {
  const insert = createInsert(connection, "blocks", fields);
  const update = createUpdate(connection, "blocks", fields);
  const byNumber = connection.prepare<Row>(`${select} WHERE blocks.n = ? AND ${inSight}`);
  const byNumbers = connection.prepare<Row>(
    `${select} WHERE blocks.n IN (SELECT value FROM json_each(?)) AND ${inSight}`,
  );
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? ORDER BY blocks.n`);
  const count = connection.prepare<{ count: number }>("SELECT count(*) AS count FROM blocks WHERE session = ?");
  const contentOf = connection.prepare<{ n: number }>("SELECT n FROM contents WHERE hash = ?");
  const announce = connection.prepare(
    `INSERT INTO contents (hash, kind, packing, data) VALUES (?, ${kinds.missing}, ${packings.none}, x'')`,
  );
  const keepEarlier = connection.prepare(`INSERT OR IGNORE INTO earlier_contents (block, content)
    SELECT n, content FROM blocks WHERE n = ?1
    UNION SELECT n, raw_content FROM blocks WHERE n = ?1 AND raw_content IS NOT NULL`);

  /** The number of a content, stored or not: blocks may come before their texts. */
  function numberOf(hash: string): number {
    const key = hashKey(hash);
    return contentOf.get(key)?.n ?? announce.run(key).lastInsertRowid;
  }
  const numberOrNull = (hash: string | null): number | null => (hash === null ? null : numberOf(hash));

  return {
    insert(block) {
      return join(() => {
        const content = numberOf(block.hash);
        return { ...block, n: insert({ ...block, content, rawContent: numberOrNull(block.rawHash) }) };
      });
    },
    update(n, { hash, rawHash, meta }) {
      run(() => {
        if (hash !== undefined || rawHash !== undefined) keepEarlier.run(n);
        update(n, {
          ...(hash === undefined ? {} : { content: numberOf(hash) }),
          ...(rawHash === undefined ? {} : { rawContent: numberOrNull(rawHash) }),
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
