import type { Connection } from "../connection.ts";
import { createContentNumbers } from "../content-numbers.ts";
import type { ControlTables } from "../control-contract.ts";
import type { ChangeRecord } from "../control-records.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "../fields.ts";
import { hashOf } from "../hash-key.ts";
import { inSight } from "../in-sight.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<ChangeRecord, "hash" | "originalHash" | "forced" | "price"> & {
  hash: Uint8Array | string;
  originalHash: Uint8Array | string | null;
  forced: number;
  price: string | null;
};

/** What a change's row holds: its record with the numbers of its texts in place of their hashes. */
type Stored = Omit<ChangeRecord, "n" | "hash" | "originalHash"> & {
  readonly content: number;
  readonly originalContent: number | null;
};

const fields: Fields<Stored> = {
  operation: plain("operation"),
  session: plain("session"),
  lane: plain("lane"),
  block: plain("block"),
  kind: plain("kind"),
  level: plain("level"),
  actor: plain("actor"),
  reason: plain("reason"),
  content: plain("content"),
  originalContent: plain("original_content"),
  anchor: plain("anchor"),
  forced: stored("forced", Number),
  state: plain("state"),
  tokens: plain("tokens"),
  createdAt: plain("created_at"),
  appliedTurn: plain("applied_turn"),
  changedAt: plain("changed_at"),
  price: stored("price", (price) => (price === null ? null : JSON.stringify(price))),
};
const select = `SELECT changes.n, operation, session, lane, block, changes.kind, level, actor, reason, texts.hash,
  originals.hash AS originalHash, anchor, forced, state, tokens, created_at AS createdAt, applied_turn AS appliedTurn,
  changed_at AS changedAt, price
  FROM changes JOIN contents AS texts ON texts.n = content LEFT JOIN contents AS originals ON originals.n = original_content`;
/** The states are a JSON list: one statement whatever their number, and the index serves it. */
const inStates = "state IN (SELECT value FROM json_each(?))";
const oldestFirst = "ORDER BY changes.n";

const toRecord = (row: Row): ChangeRecord => ({
  ...row,
  hash: hashOf(row.hash),
  originalHash: row.originalHash === null ? null : hashOf(row.originalHash),
  forced: row.forced === 1,
  price: row.price === null ? null : JSON.parse(row.price),
});

export function createChanges(connection: Connection, { join }: Transactions): ControlTables["changes"] {
  const contents = createContentNumbers(connection);
  const insert = createInsert(connection, "changes", fields);
  const update = createUpdate(connection, "changes", fields);
  const byNumber = connection.prepare<Row>(`${select} WHERE changes.n = ? AND ${inSight}`);
  const ofLane = connection.prepare<Row>(`${select} WHERE lane = ? AND ${inStates} ${oldestFirst}`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? AND ${inStates} ${oldestFirst}`);
  const ofBlock = connection.prepare<Row>(`${select} WHERE block = ? ${oldestFirst}`);
  const ofOperation = connection.prepare<Row>(`${select} WHERE operation = ? ${oldestFirst}`);
  // Word for word the condition of the index, which alone answers it; left to itself SQLite scans the longer one by session.
  const bound = connection.prepare<{ session: number }>(
    `SELECT DISTINCT session FROM changes INDEXED BY changes_bound
      WHERE state IN ('pending', 'applied', 'undo-pending') AND ${inSight}`,
  );
  return {
    insert: (change) =>
      join(() => {
        const content = contents.of(change.hash);
        return { ...change, n: insert({ ...change, content, originalContent: contents.orNull(change.originalHash) }) };
      }),
    update: (n, changed) => join(() => update(n, changed)),
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    ofLane: (lane, states) => ofLane.all(lane, JSON.stringify(states)).map(toRecord),
    ofSession: (session, states) => ofSession.all(session, JSON.stringify(states)).map(toRecord),
    ofBlock: (block) => ofBlock.all(block).map(toRecord),
    ofOperation: (operation) => ofOperation.all(operation).map(toRecord),
    boundSessions: () => bound.all().map(({ session }) => session),
  };
}
