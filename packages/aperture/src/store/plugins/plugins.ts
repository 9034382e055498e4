import type { PluginStore } from "@aperture/host/host/services";
import type { Connection } from "../connection.ts";
import type { Transactions } from "../transactions.ts";
import { createPluginLogs } from "./plugin-logs.ts";
import { createPluginRecords } from "./plugin-records.ts";
import { createPluginValues } from "./plugin-values.ts";

/** The tables of plugins, one file each. */
export function createPlugins(connection: Connection, transactions: Transactions): PluginStore {
  const records = createPluginRecords(connection, transactions);
  const values = createPluginValues(connection, transactions);
  const logs = createPluginLogs(connection, transactions);
  return {
    all: records.all,
    get: records.get,
    put: records.put,
    remove(id, purge) {
      transactions.run(() => {
        records.remove(id);
        logs.remove(id);
        if (purge) values.remove(id);
      });
    },
    stored: values.stored,
    store: values.store,
    log: logs.log,
    logs: logs.logs,
  };
}
