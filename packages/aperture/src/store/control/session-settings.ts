import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import { inSight } from "../in-sight.ts";
import type { Transactions } from "../transactions.ts";

export function createSessionSettings(
  connection: Connection,
  { join }: Transactions,
): ControlTables["sessionSettings"] {
  const put = connection.prepare("INSERT OR REPLACE INTO session_settings (session, name, value) VALUES (?, ?, ?)");
  const drop = connection.prepare("DELETE FROM session_settings WHERE session = ? AND name = ?");
  const get = connection.prepare<{ value: string }>(
    "SELECT value FROM session_settings WHERE session = ? AND name = ?",
  );
  const all = connection.prepare<{ name: string; value: string }>(
    "SELECT name, value FROM session_settings WHERE session = ? ORDER BY name",
  );
  const withName = connection.prepare<{ session: number }>(
    `SELECT session FROM session_settings WHERE name = ? AND ${inSight} ORDER BY session`,
  );
  return {
    put: (session, name, value) =>
      join(() => {
        if (value === null || value === undefined) drop.run(session, name);
        else put.run(session, name, JSON.stringify(value));
      }),
    get(session, name) {
      const row = get.get(session, name);
      return row && JSON.parse(row.value);
    },
    all: (session) => Object.fromEntries(all.all(session).map(({ name, value }) => [name, JSON.parse(value)])),
    sessionsWith: (name) => withName.all(name).map(({ session }) => session),
  };
}
