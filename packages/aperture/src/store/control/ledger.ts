import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { LedgerRecord } from "../control-records.ts";
import { createInsert, type Fields, plain, stored } from "../fields.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<LedgerRecord, "actors" | "holdout" | "runs"> & { actors: string; holdout: number; runs: string };

const fields: Fields<LedgerRecord> = {
  turn: plain("turn"),
  session: plain("session"),
  lane: plain("lane"),
  at: plain("at"),
  model: plain("model"),
  billed: plain("billed"),
  untouched: plain("untouched"),
  billedUsd: plain("billed_usd"),
  untouchedUsd: plain("untouched_usd"),
  actors: stored("actors", JSON.stringify),
  predictedInput: plain("predicted_input"),
  predictedRead: plain("predicted_read"),
  holdout: stored("holdout", Number),
  runs: stored("runs", JSON.stringify),
};
const select = `SELECT turn, session, lane, at, model, billed, untouched, billed_usd AS billedUsd,
  untouched_usd AS untouchedUsd, actors, predicted_input AS predictedInput, predicted_read AS predictedRead, holdout, runs
  FROM ledger`;

const toRecord = (row: Row): LedgerRecord => ({
  ...row,
  actors: JSON.parse(row.actors),
  holdout: row.holdout === 1,
  runs: JSON.parse(row.runs),
});

/** One record a turn; the last word about a turn counts. */
export function createLedger(connection: Connection, { join }: Transactions): ControlTables["ledger"] {
  const put = createInsert(connection, "ledger", fields, "INSERT OR REPLACE");
  const byTurn = connection.prepare<Row>(`${select} WHERE turn = ?`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? ORDER BY turn`);
  return {
    put: (record) => join(() => void put(record)),
    get(turn) {
      const row = byTurn.get(turn);
      return row && toRecord(row);
    },
    ofSession: (session) => ofSession.all(session).map(toRecord),
  };
}
