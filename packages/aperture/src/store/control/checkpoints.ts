import type { Connection } from "../connection.ts";
import { createContentNumbers } from "../content-numbers.ts";
import type { ControlTables } from "../control-contract.ts";
import type { CheckpointRecord } from "../control-records.ts";
import { createInsert, type Fields, plain, stored } from "../fields.ts";
import { hashOf } from "../hash-key.ts";
import { inSight } from "../in-sight.ts";
import { createReleaseContents } from "../release-contents.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<CheckpointRecord, "decisions" | "hashes"> & { decisions: string };

const fields: Fields<Omit<CheckpointRecord, "n" | "hashes">> = {
  session: plain("session"),
  name: plain("name"),
  at: plain("at"),
  decisions: stored("decisions", JSON.stringify),
};
const select = "SELECT n, session, name, at, decisions FROM checkpoints";

/** Saved sets of decisions, each with the texts it names. Lists are in the order of saving. */
export function createCheckpoints(connection: Connection, { run }: Transactions): ControlTables["checkpoints"] {
  const contents = createContentNumbers(connection);
  const release = createReleaseContents(connection);
  const insert = createInsert(connection, "checkpoints", fields);
  const refer = connection.prepare("INSERT OR IGNORE INTO checkpoint_contents (checkpoint, content) VALUES (?, ?)");
  const remove = connection.prepare("DELETE FROM checkpoints WHERE n = ?");
  const contentsOf = connection.prepare<{ content: number }>(
    "SELECT content FROM checkpoint_contents WHERE checkpoint = ?",
  );
  const forget = connection.prepare("DELETE FROM checkpoint_contents WHERE checkpoint = ?");
  const byNumber = connection.prepare<Row>(`${select} WHERE n = ? AND ${inSight}`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? ORDER BY n`);
  const hashesOf = connection.prepare<{ hash: Uint8Array | string }>(
    "SELECT hash FROM checkpoint_contents JOIN contents ON contents.n = content WHERE checkpoint = ?",
  );

  const toRecord = (row: Row): CheckpointRecord => ({
    ...row,
    decisions: JSON.parse(row.decisions),
    hashes: hashesOf.all(row.n).map(({ hash }) => hashOf(hash)),
  });

  return {
    insert(checkpoint) {
      return run(() => {
        const n = insert(checkpoint);
        const hashes = [...new Set(checkpoint.hashes)];
        for (const hash of hashes) refer.run(n, contents.of(hash));
        return { ...checkpoint, hashes, n };
      });
    },
    remove(n) {
      run(() => {
        const named = contentsOf.all(n);
        remove.run(n);
        forget.run(n);
        release(named.map(({ content }) => content));
      });
    },
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    ofSession: (session) => ofSession.all(session).map(toRecord),
  };
}
