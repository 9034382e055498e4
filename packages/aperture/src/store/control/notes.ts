import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { NoteRecord } from "../control-records.ts";
import { createInsert, type Fields, plain } from "../fields.ts";
import { inSight } from "../in-sight.ts";
import type { Transactions } from "../transactions.ts";

const fields: Fields<Omit<NoteRecord, "n">> = {
  block: plain("block"),
  session: plain("session"),
  actor: plain("actor"),
  at: plain("at"),
  text: plain("text"),
};
const select = "SELECT n, block, session, actor, at, text FROM notes";

/** What people wrote beside blocks. Lists are in the order of writing. */
export function createNotes(connection: Connection, { join }: Transactions): ControlTables["notes"] {
  const insert = createInsert(connection, "notes", fields);
  const remove = connection.prepare("DELETE FROM notes WHERE n = ?");
  const byNumber = connection.prepare<NoteRecord>(`${select} WHERE n = ? AND ${inSight}`);
  const ofBlock = connection.prepare<NoteRecord>(`${select} WHERE block = ? ORDER BY n`);
  const ofSession = connection.prepare<NoteRecord>(`${select} WHERE session = ? ORDER BY n`);
  return {
    insert: (note) => join(() => ({ ...note, n: insert(note) })),
    remove: (n) => join(() => void remove.run(n)),
    get: (n) => byNumber.get(n),
    ofBlock: (block) => ofBlock.all(block),
    ofSession: (session) => ofSession.all(session),
  };
}
