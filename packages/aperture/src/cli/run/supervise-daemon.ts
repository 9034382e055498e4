import { sleep } from "../../daemon/sleep.ts";

export type DaemonEvent =
  | { kind: "died" }
  | { kind: "restarted"; after: number }
  | { kind: "restart-failed"; reason: string }
  /** Somebody asked it to stop: it stays stopped, and the agent will notice. */
  | { kind: "stopped" };

export interface SuperviseOptions {
  /** True while the port answers. */
  probe: () => Promise<boolean>;
  /** False when the daemon was asked to stop. */
  wanted: () => boolean;
  restart: () => Promise<unknown>;
  tell: (event: DaemonEvent) => void;
  signal: AbortSignal;
  /** ms between two probes. */
  interval?: number;
}

/** ms between attempts that failed, growing: a daemon that cannot start must not keep the machine busy. */
const pauses = [250, 500, 1_000, 2_000, 5_000];

/** Looks after the daemon while an agent runs; resolves when `signal` aborts. Never throws. */
export async function superviseDaemon(options: SuperviseOptions): Promise<void> {
  const { probe, wanted, restart, tell, signal, interval = 100 } = options;
  let down = false;
  let failures = 0;
  while (!signal.aborted) {
    if (await probe()) {
      down = false;
      failures = 0;
      await sleep(interval, signal);
      continue;
    }
    if (signal.aborted) return;
    if (!wanted()) {
      if (!down) tell({ kind: "stopped" });
      down = true;
      await sleep(interval, signal);
      continue;
    }
    if (!down) tell({ kind: "died" });
    down = true;
    const begun = performance.now();
    try {
      await restart();
      tell({ kind: "restarted", after: Math.round(performance.now() - begun) });
    } catch (error) {
      // Another run may have been faster: then the next probe succeeds and nothing is wrong.
      tell({ kind: "restart-failed", reason: error instanceof Error ? error.message : String(error) });
      await sleep(pauses[Math.min(failures++, pauses.length - 1)]!, signal);
    }
  }
}
