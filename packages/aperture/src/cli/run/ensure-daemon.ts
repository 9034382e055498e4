import { ApertureError } from "@aperture/sdk";
import type { Config } from "../../config/config.ts";
import { type Daemon, findDaemon } from "../../daemon/find-daemon.ts";
import { startDetached } from "../../daemon/start-detached.ts";
import { type Connection, connectDaemon } from "../connect-daemon.ts";

/** Starts the daemon where there is none. A start that lost against another one is as good as one that won. */
export async function ensureDaemon(
  config: Config,
  found: Daemon,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Connection> {
  if (found.kind === "absent") await startOrJoin(config, [], env);
  return connectDaemon(config);
}

/** The same ports again: agents that run have them in their environment. */
export const portFlags = (ports: { proxy: number; api: number }): string[] => [
  "--port",
  String(ports.proxy),
  "--api-port",
  String(ports.api),
];

export async function startOrJoin(
  config: Config,
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  try {
    await startDetached({ config, flags, env });
  } catch (error) {
    if (!ApertureError.is(error) || error.code !== "already_running") throw error;
    // The winner holds the lock before its ports are open.
    for (let attempt = 0; attempt < 100 && (await findDaemon(config)).kind !== "running"; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
