import type { Connection } from "./connection.ts";
import { whenIdle } from "./idle.ts";
import type { StoreLog } from "./store-log.ts";

// Copying waits for the disk, 10–20 ms here: in a pause, or after 20 s of none. A page of log is not copied before.
const checkpointing = { quiet: 1_000, patience: 20_000 };
// Compressing takes 13 ms of a core per MB: not between two turns of an agent, but when nobody works.
const compressing = { quiet: 2_000, patience: 60_000 };

export interface Housekeeping {
  /** After each commit. */
  touch(): void;
  stop(): void;
}

/**
 * What must not happen in the middle of a request: copying the write-ahead log into the database (a checkpoint waits for
 * the disk) when the store falls idle, and compressing what was stored as it came when it has been idle for a while.
 */
export function startHousekeeping(
  connection: Connection,
  compressLater: () => Promise<boolean>,
  log: StoreLog,
): Housekeeping {
  const checkpoint = connection.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let stopped = false;
  let touches = 0;

  const failed = (error: unknown): void => {
    // Not lost: the next commit brings it up again. After `stop` the database is closed, which also ends here.
    if (!stopped) log.warn({ error: String(error) }, "the store could not be tidied up");
  };

  const copying = whenIdle(() => {
    try {
      if (!stopped) checkpoint.get();
    } catch (error) {
      failed(error);
    }
  }, checkpointing);

  async function compress(): Promise<void> {
    try {
      for (;;) {
        const before = touches;
        const more = await compressLater();
        // One commit was the batch's own. With another somebody came back to work: the rest waits for the next quiet.
        if (!more || stopped || touches > before + 1) return;
      }
    } catch (error) {
      failed(error);
    }
  }
  const tidying = whenIdle(() => void compress(), compressing);

  return {
    touch() {
      touches++;
      copying.touch();
      tidying.touch();
    },
    stop() {
      stopped = true;
      copying.stop();
      tidying.stop();
    },
  };
}
