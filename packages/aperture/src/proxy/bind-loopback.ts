import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApertureError } from "@aperture/sdk";

/** What a machine without IPv6 says. */
const absent = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);
const attempts = 10;

/** Null where this machine does not have the address. Throws what else `listen` says. */
async function bind(create: () => Server, host: string, port: number): Promise<Server | null> {
  const server = create();
  try {
    // `exclusive`: in a cluster the port must not be shared silently.
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(":") });
    await once(server, "listening");
    return server;
  } catch (error) {
    if (host !== "127.0.0.1" && absent.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

/**
 * The same port on 127.0.0.1 and ::1: "localhost" means either, and whoever held the other one would get what is meant for
 * us. Port 0 takes one that is free on both. Throws `port_in_use`.
 */
export async function bindLoopback(create: () => Server, port: number): Promise<{ servers: Server[]; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    let four: Server | null = null;
    try {
      four = await bind(create, "127.0.0.1", port);
      if (four === null) throw new Error("127.0.0.1 is not available");
      const bound = (four.address() as AddressInfo).port;
      const six = await bind(create, "::1", bound);
      return { servers: six === null ? [four] : [four, six], port: bound };
    } catch (error) {
      four?.close();
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
      if (port !== 0 || attempt === attempts) throw new ApertureError("port_in_use", { port }, { cause: error });
    }
  }
}
