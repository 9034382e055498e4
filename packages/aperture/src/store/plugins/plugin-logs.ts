import type { PluginLogLine, PluginStore } from "@aperture/host/host/services";
import type { Connection } from "../connection.ts";
import type { Transactions } from "../transactions.ts";

/** Lines that are kept of each plugin. */
export const PLUGIN_LOG_LINES = 2_000;
/** Lines written between two looks at how many there are: counting them with each would cost more than writing. */
const slack = 100;
/** Characters of one line. */
const lineLength = 4_000;

/** What plugins said, the newest lines of each. */
export function createPluginLogs(
  connection: Connection,
  { join }: Transactions,
): Pick<PluginStore, "log" | "logs"> & { remove(id: string): void } {
  const insert = connection.prepare("INSERT INTO plugin_logs (plugin, at, level, message) VALUES (?, ?, ?, ?)");
  const trim = connection.prepare(`DELETE FROM plugin_logs WHERE plugin = ?1 AND n <= (
    SELECT n FROM plugin_logs WHERE plugin = ?1 ORDER BY n DESC LIMIT 1 OFFSET ${PLUGIN_LOG_LINES})`);
  const newest = connection.prepare<PluginLogLine>(
    "SELECT at, level, message FROM plugin_logs WHERE plugin = ? ORDER BY n DESC LIMIT ?",
  );
  const removeAll = connection.prepare("DELETE FROM plugin_logs WHERE plugin = ?");
  /** Lines since the last trim, by plugin. The first line after a start trims: what a crash left over is cut then. */
  const written = new Map<string, number>();
  return {
    log: (id, { at, level, message }) =>
      join(() => {
        insert.run(id, at, level, message.slice(0, lineLength));
        const since = (written.get(id) ?? slack) + 1;
        if (since > slack) trim.run(id);
        written.set(id, since > slack ? 0 : since);
      }),
    logs: (id, limit) => newest.all(id, Math.min(Math.max(limit, 0), PLUGIN_LOG_LINES)).reverse(),
    remove(id) {
      join(() => void removeAll.run(id));
      written.delete(id);
    },
  };
}
