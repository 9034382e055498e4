import { createBlocks } from "./blocks.ts";
import { createCompressLater } from "./compress-later.ts";
import { type Connection, connect } from "./connection.ts";
import { createContents } from "./contents.ts";
import type { Store } from "./contract.ts";
import { createControl } from "./control/control.ts";
import { createEvents, type EventTable } from "./events.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { createLanes } from "./lanes.ts";
import { createModels } from "./models.ts";
import { openFile } from "./open-file.ts";
import { createOutbox } from "./outbox.ts";
import { createPluginUpdates } from "./plugins/plugin-updates.ts";
import { createPlugins } from "./plugins/plugins.ts";
import { markSuspect } from "./quarantine.ts";
import { createRemoval } from "./removal.ts";
import { createRetain } from "./retain.ts";
import { createRuns } from "./runs.ts";
import { createSessions } from "./sessions.ts";
import { type StoreLog, silentLog } from "./store-log.ts";
import { createSweepLater } from "./sweep-later.ts";
import { createTransactions } from "./transactions.ts";
import { createTurns } from "./turns.ts";

export interface StoreOptions {
  /** A path in an existing folder, or `:memory:`. */
  readonly file: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly log?: StoreLog;
}

/**
 * Opens the store; one process at a time (home-lock.ts). A damaged database is set aside as `<file>.corrupt-<date>`, a new one
 * is begun, and two events say so. Throws `store_newer`, and `store_unavailable` when the file cannot be opened or written.
 */
export function openStore({ file, now = Date.now, log = silentLog }: StoreOptions): Store {
  const { database, setAside } = openFile(file, now());
  const connection = connect(database);
  const outbox = createOutbox(log);
  const transactions = createTransactions({
    connection,
    outbox,
    announce(reason) {
      events.append("store-degraded", { reason });
      events.append("store-recovered", { reason: "the database can be written again" });
    },
    committed: () => housekeeping.touch(),
    failed({ reason, damaged }) {
      log.warn({ reason }, "the store failed");
      if (damaged && file !== ":memory:") markSuspect(file, reason);
    },
  });
  const housekeeping = startHousekeeping(connection, createCompressLater(connection, transactions), log);
  const events: EventTable = createEvents(connection, transactions, outbox, now, epochOf(connection));
  const clock = () => performance.now();
  const removal = createRemoval(connection, transactions, clock);
  const sweeping = createSweepLater(removal, log);
  if (setAside) {
    log.warn(setAside, "the database was damaged and has been set aside");
    transactions.run(() => {
      events.append("store-degraded", { reason: `the database was damaged: ${setAside.reason}` });
      events.append("store-recovered", { reason: `a new database was begun; the old one is ${setAside.file}` });
    });
  }
  return {
    events,
    transaction: transactions.run,
    sessions: {
      ...createSessions(connection, transactions),
      remove(session) {
        removal.hide(session);
        sweeping.touch();
      },
    },
    lanes: createLanes(connection, transactions),
    blocks: createBlocks(connection, transactions),
    turns: createTurns(connection, transactions),
    contents: createContents(connection, transactions),
    models: createModels(connection, transactions),
    runs: createRuns(connection, transactions),
    control: createControl(connection, transactions),
    plugins: createPlugins(connection, transactions),
    pluginUpdates: createPluginUpdates(connection, transactions),
    retain: createRetain(removal, events, clock),
    size: sizeOf(connection),
    trouble: transactions.trouble,
    close() {
      housekeeping.stop();
      sweeping.stop();
      connection.close();
    },
  };
}

function epochOf(connection: Connection): string {
  return connection.prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'epoch'").get()?.value ?? "";
}

function sizeOf(connection: Connection): () => number {
  const pages = connection.prepare<{ bytes: number }>(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`);
  return () => pages.get()?.bytes ?? 0;
}
