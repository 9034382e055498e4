import { type ApertureClient, ApertureError, type Health } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import { findDaemon } from "../daemon/find-daemon.ts";

export interface Connection {
  readonly client: ApertureClient;
  readonly health: Health;
  readonly baseUrl: string;
}

/** The running Aperture of this home. Throws `not_running`, `not_answering`, `server_unproven` or `token_unsafe`. */
export async function connectDaemon(config: Config): Promise<Connection> {
  const daemon = await findDaemon(config);
  switch (daemon.kind) {
    case "running":
      return daemon;
    case "absent":
      throw new ApertureError("not_running");
    case "silent":
      throw new ApertureError("not_answering", { pid: daemon.run.pid });
    case "foreign":
      throw new ApertureError("server_unproven", { port: daemon.port, reason: daemon.reason });
  }
}
