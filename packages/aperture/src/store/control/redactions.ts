import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { RedactionRecord } from "../control-records.ts";
import { createInsert, type Fields, plain, stored } from "../fields.ts";
import { inSight } from "../in-sight.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<RedactionRecord, "active"> & { active: number };

const fields: Fields<Omit<RedactionRecord, "n">> = {
  session: plain("session"),
  value: plain("value"),
  placeholder: plain("placeholder"),
  operation: plain("operation"),
  at: plain("at"),
  active: stored("active", Number),
};

/** Values that must not leave and what stands in their place. The only table that holds such a value. */
export function createRedactions(connection: Connection, { join }: Transactions): ControlTables["redactions"] {
  const insert = createInsert(connection, "redactions", fields);
  const setActive = connection.prepare("UPDATE redactions SET active = ? WHERE n = ?");
  const ofSession = connection.prepare<Row>(`SELECT n, session, value, placeholder, operation, at, active
    FROM redactions WHERE session = ? AND active = 1 ORDER BY n`);
  // Word for word the condition of the index, which alone answers it.
  const bound = connection.prepare<{ session: number }>(
    `SELECT DISTINCT session FROM redactions INDEXED BY redactions_bound
      WHERE active = 1 AND ${inSight}`,
  );
  return {
    insert: (redaction) => join(() => ({ ...redaction, n: insert(redaction) })),
    setActive: (n, active) => join(() => void setActive.run(Number(active), n)),
    ofSession: (session) => ofSession.all(session).map((row) => ({ ...row, active: row.active === 1 })),
    boundSessions: () => bound.all().map(({ session }) => session),
  };
}
