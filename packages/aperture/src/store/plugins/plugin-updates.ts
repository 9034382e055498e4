import type { Connection } from "../connection.ts";
import type { PluginUpdateTable } from "../contract.ts";
import type { Transactions } from "../transactions.ts";

/** Where the updates of plugins stand, one row each. */
export function createPluginUpdates(connection: Connection, { join }: Transactions): PluginUpdateTable {
  const all = connection.prepare<{ plugin: string; value: string }>(
    "SELECT plugin, value FROM plugin_updates ORDER BY plugin",
  );
  const put = connection.prepare("INSERT OR REPLACE INTO plugin_updates (plugin, value) VALUES (?, ?)");
  const remove = connection.prepare("DELETE FROM plugin_updates WHERE plugin = ?");
  return {
    all: () => all.all().map(({ plugin, value }) => ({ plugin, value: JSON.parse(value) as unknown })),
    put: (plugin, value) => join(() => void put.run(plugin, JSON.stringify(value))),
    remove: (plugin) => join(() => void remove.run(plugin)),
  };
}
