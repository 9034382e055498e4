import { ApertureError, ApiError } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import { findDaemon } from "./find-daemon.ts";
import { isAlive, processIdentity } from "./process-identity.ts";
import { readRunFile, removeRunFile } from "./run-file.ts";
import { sleep } from "./sleep.ts";

export interface Stopped {
  pid: number;
  /** How it was told: by its API, or by a signal because the API did not answer. */
  by: "api" | "signal";
}

/**
 * Stops this home's Aperture and waits until its process is gone. A signal is sent only to a process whose start time is
 * the recorded one. Throws `not_running`, `port_in_use` where something else answers, `stop_failed` after `patience` ms.
 */
export async function stopDaemon(config: Config, patience = 45_000): Promise<Stopped> {
  const daemon = await findDaemon(config);
  const run = readRunFile(config.home);
  if (daemon.kind === "foreign") throw new ApertureError("port_in_use", { port: daemon.port });
  if (daemon.kind === "absent") {
    // A run file without its process is what `kill -9` leaves behind.
    if (run) removeRunFile(config.home, run.pid);
    throw new ApertureError("not_running");
  }
  const pid = daemon.kind === "running" ? daemon.health.pid : daemon.run.pid;
  const identity = await processIdentity(pid);
  if (daemon.kind === "running") await askToStop(daemon.client);
  else await signalIfOurs(pid, daemon.run.identity);
  const deadline = Date.now() + patience;
  while (isAlive(pid) && (await processIdentity(pid)) === identity) {
    if (Date.now() > deadline) {
      throw new ApertureError("stop_failed", { pid, reason: `it still runs after ${patience / 1_000} s` });
    }
    await sleep(25);
  }
  removeRunFile(config.home, pid);
  return { pid, by: daemon.kind === "running" ? "api" : "signal" };
}

async function askToStop(client: { shutdown: () => Promise<unknown> }): Promise<void> {
  try {
    await client.shutdown();
  } catch (error) {
    // The connection may end with the process; an answer that refuses is another matter.
    if (ApiError.is(error)) throw error;
  }
}

async function signalIfOurs(pid: number, identity: string | null): Promise<void> {
  if (identity === null || (await processIdentity(pid)) !== identity) {
    throw new ApertureError("stop_failed", { pid, reason: "it cannot be proven to be Aperture" });
  }
  process.kill(pid, "SIGTERM");
}
