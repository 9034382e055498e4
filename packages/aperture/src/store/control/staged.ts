import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { InjectionRecord, StagedItemRecord } from "../control-records.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "../fields.ts";
import { hashKey, hashOf } from "../hash-key.ts";
import { inSight } from "../in-sight.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<StagedItemRecord, "item" | "enabled"> & { item: string; enabled: number };
type InjectionRow = Omit<InjectionRecord, "hash"> & { hash: Uint8Array | string };

const fields: Fields<Omit<StagedItemRecord, "n">> = {
  session: plain("session"),
  name: plain("name"),
  createdAt: plain("created_at"),
  item: stored("item", JSON.stringify),
  enabled: stored("enabled", Number),
};
const select = "SELECT n, session, name, created_at AS createdAt, item, enabled FROM staged";

const toRecord = (row: Row): StagedItemRecord => ({ ...row, item: JSON.parse(row.item), enabled: row.enabled === 1 });

/** What waits to be injected, and into which lanes it went. Lists are in the order of staging. */
export function createStaged(connection: Connection, { join, run }: Transactions): ControlTables["staged"] {
  const insert = createInsert(connection, "staged", fields);
  const update = createUpdate(connection, "staged", fields);
  const remove = connection.prepare("DELETE FROM staged WHERE n = ?");
  const removeInjections = connection.prepare("DELETE FROM injections WHERE item = ?");
  const byNumber = connection.prepare<Row>(`${select} WHERE n = ? AND (session IS NULL OR ${inSight})`);
  const forSession = connection.prepare<Row>(`${select} WHERE session = ? OR session IS NULL ORDER BY n`);
  const all = connection.prepare<Row>(`${select} WHERE session IS NULL OR ${inSight} ORDER BY n`);
  // The session is the lane's: injections of a removed one are found by it when its lanes have gone.
  const inject = connection.prepare(`INSERT INTO injections (item, session, lane, change, hash, at)
    SELECT ?, session, n, ?, ?, ? FROM lanes WHERE n = ?`);
  const injectionsOf = connection.prepare<InjectionRow>(
    "SELECT item, lane, change, hash, at FROM injections WHERE lane = ? ORDER BY n",
  );
  return {
    insert: (item) => join(() => ({ ...item, n: insert(item) })),
    update: (n, changed) => join(() => update(n, changed)),
    remove(n) {
      run(() => {
        remove.run(n);
        removeInjections.run(n);
      });
    },
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    forSession: (session) => forSession.all(session).map(toRecord),
    all: () => all.all().map(toRecord),
    addInjection: ({ item, lane, change, hash, at }) =>
      join(() => void inject.run(item, change, hashKey(hash), at, lane)),
    injectionsOf: (lane) => injectionsOf.all(lane).map((row) => ({ ...row, hash: hashOf(row.hash) })),
  };
}
