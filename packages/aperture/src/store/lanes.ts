import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain } from "./fields.ts";
import type { LaneRecord } from "./records.ts";
import type { Transactions } from "./transactions.ts";

const fields: Fields<Omit<LaneRecord, "n">> = {
  session: plain("session"),
  agentId: plain("agent_id"),
  kind: plain("kind"),
  turns: plain("turns"),
  lastSeen: plain("last_seen"),
};

export function createLanes(connection: Connection, { join }: Transactions): Store["lanes"] {
  const insert = createInsert(connection, "lanes", fields);
  const update = createUpdate(connection, "lanes", fields);
  const ofSession = connection.prepare<LaneRecord>(
    `SELECT n, session, agent_id AS agentId, kind, turns, last_seen AS lastSeen FROM lanes WHERE session = ? ORDER BY n`,
  );
  return {
    insert: (lane) => join(() => ({ ...lane, n: insert(lane) })),
    update: (n, changes) => join(() => update(n, changes)),
    ofSession: (session) => ofSession.all(session),
  };
}
