import type { Connection } from "./connection.ts";
import { whenIdle } from "./idle.ts";
import type { StoreLog } from "./store-log.ts";

// At 100 turns per second the log grows by 4 MB in that second: about as many milliseconds to copy.
const times = { quiet: 100, patience: 1_000 };

export interface Housekeeping {
  /** After each commit. */
  touch(): void;
  stop(): void;
}

/**
 * What must not happen in the middle of a request: copying the write-ahead log into the database (a checkpoint waits for
 * the disk) and compressing what was stored as it came. One step each time the store falls idle; a compressed batch is a
 * commit, so the next step follows by itself.
 */
export function startHousekeeping(
  connection: Connection,
  compressLater: () => Promise<boolean>,
  log: StoreLog,
): Housekeeping {
  const checkpoint = connection.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let stopped = false;

  async function work(): Promise<void> {
    try {
      const more = await compressLater();
      if (!more && !stopped) checkpoint.get();
    } catch (error) {
      // Not lost: the next commit brings it up again. After `stop` the database is closed, which also ends here.
      if (!stopped) log.warn({ error: String(error) }, "the store could not be tidied up");
    }
  }

  const idle = whenIdle(() => void work(), times);
  return {
    touch: idle.touch,
    stop() {
      stopped = true;
      idle.stop();
    },
  };
}
