import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { OperationRecord } from "../control-records.ts";
import { createInsert, type Fields, plain, stored } from "../fields.ts";
import { inSight } from "../in-sight.ts";
import { decodeNumberRuns, encodeNumberRuns } from "../number-runs.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<OperationRecord, "input" | "blocks"> & { input: string; blocks: Uint8Array };

const fields: Fields<Omit<OperationRecord, "n" | "undoneBy">> = {
  session: plain("session"),
  kind: plain("kind"),
  actor: plain("actor"),
  reason: plain("reason"),
  at: plain("at"),
  turn: plain("turn"),
  input: stored("input", JSON.stringify),
  blocks: stored("blocks", encodeNumberRuns),
};
const select = "SELECT n, session, kind, actor, reason, at, turn, input, blocks, undone_by AS undoneBy FROM operations";

const toRecord = (row: Row): OperationRecord => ({
  ...row,
  input: JSON.parse(row.input),
  blocks: decodeNumberRuns(row.blocks),
});

/** The action log. Entries are added and marked, never changed or removed while their session lives. */
export function createOperations(connection: Connection, { join }: Transactions): ControlTables["operations"] {
  const insert = createInsert(connection, "operations", fields);
  const markUndone = connection.prepare("UPDATE operations SET undone_by = ? WHERE n = ?");
  const byNumber = connection.prepare<Row>(`${select} WHERE n = ? AND ${inSight}`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? AND n < ? ORDER BY n DESC LIMIT ?`);
  return {
    insert: (operation) => join(() => ({ ...operation, n: insert(operation), undoneBy: null })),
    markUndone: (n, by) => join(() => void markUndone.run(by, n)),
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    ofSession: (session, { limit, before }) =>
      ofSession.all(session, before ?? Number.MAX_SAFE_INTEGER, limit).map(toRecord),
  };
}
