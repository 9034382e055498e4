import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { BlockSettings } from "../control-records.ts";
import type { Transactions } from "../transactions.ts";

/** Pins and zones of blocks: a row where somebody set one. */
export function createSettings(connection: Connection, { join }: Transactions): ControlTables["settings"] {
  const put = connection.prepare(
    "INSERT OR REPLACE INTO block_settings (block, session, pinned, zone) VALUES (?, ?, ?, ?)",
  );
  const drop = connection.prepare("DELETE FROM block_settings WHERE block = ?");
  const ofSession = connection.prepare<BlockSettings>(
    "SELECT block, session, pinned, zone FROM block_settings WHERE session = ? ORDER BY block",
  );
  return {
    put: ({ block, session, pinned, zone }) =>
      join(() => {
        if (pinned === null && zone === null) drop.run(block);
        else put.run(block, session, pinned, zone);
      }),
    ofSession: (session) => ofSession.all(session),
  };
}
