import type { PluginStore } from "@aperture/host/host/services";
import type { Connection } from "../connection.ts";
import type { Transactions } from "../transactions.ts";

/** What each plugin keeps: JSON by key. A map, not an object: `__proto__` is a key like any other. */
export function createPluginValues(
  connection: Connection,
  { join, run }: Transactions,
): Pick<PluginStore, "stored" | "store"> & { remove(id: string): void } {
  const ofPlugin = connection.prepare<{ key: string; value: string }>(
    "SELECT key, value FROM plugin_values WHERE plugin = ? ORDER BY key",
  );
  const put = connection.prepare("INSERT OR REPLACE INTO plugin_values (plugin, key, value) VALUES (?, ?, ?)");
  const drop = connection.prepare("DELETE FROM plugin_values WHERE plugin = ? AND key = ?");
  const dropAll = connection.prepare("DELETE FROM plugin_values WHERE plugin = ?");
  return {
    stored: (id) => new Map(ofPlugin.all(id).map(({ key, value }) => [decode(key), JSON.parse(value)])),
    store(id, values) {
      run(() => {
        for (const [key, value] of values) {
          if (value === null) drop.run(id, encode(key));
          else put.run(id, encode(key), JSON.stringify(value));
        }
      });
    },
    remove: (id) => join(() => void dropAll.run(id)),
  };
}

/** As JSON: SQLite ends a text at its first NUL for some readers, and keeps no lone surrogate. Two keys must stay two. */
const encode = (key: string): string => JSON.stringify(key);
const decode = (key: string): string => JSON.parse(key);
