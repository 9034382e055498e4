import type { Connection } from "./connection.ts";
import { whenIdle } from "./idle.ts";
import type { StoreLog } from "./store-log.ts";

// At 100 turns per second the log grows by 4 MB in a second: about as many milliseconds to copy.
const checkpointing = { quiet: 100, patience: 1_000 };
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
