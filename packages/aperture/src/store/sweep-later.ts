import type { Removal } from "./removal.ts";
import type { StoreLog } from "./store-log.ts";

/** Milliseconds of sweeping in one go, and between two: streams run in the same loop. */
const slice = 3;
const pause = 20;

interface SweepLater {
  /** Something was taken out of sight, in a transaction that may still be rolled back. */
  touch(): void;
  stop(): void;
}

/**
 * Removes, slice by slice, what sessions out of sight have left: 20,000 blocks take 200 ms in one go. Begins by itself with
 * what an earlier process did not finish. Where it fails (a full disk), the next removal or retention goes on. The timer is
 * unref'd: it keeps no process alive.
 */
export function createSweepLater(removal: Pick<Removal, "sweepFor">, log: StoreLog): SweepLater {
  let timer: NodeJS.Timeout | undefined;

  function touch(): void {
    timer ??= setTimeout(work, pause).unref();
  }

  function work(): void {
    timer = undefined;
    try {
      if (removal.sweepFor(slice)) touch();
    } catch (error) {
      log.warn({ error: String(error) }, "what a removed session left could not be removed yet");
    }
  }

  touch();
  return { touch, stop: () => clearTimeout(timer) };
}
