import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that lets everybody in, to show that the attacks would work: it notes method and path of what arrives. */
export async function startOpenServer(): Promise<HostileSite & { seen: [method: string, path: string][] }> {
  const seen: [string, string][] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push([incoming.method ?? "", incoming.url ?? ""]);
    const events = incoming.headers.accept?.includes("event-stream");
    outgoing.writeHead(200, {
      "content-type": events ? "text/event-stream" : "text/javascript",
      "access-control-allow-origin": incoming.headers.origin ?? "*",
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "content-type",
      "access-control-allow-methods": "GET, POST, PUT, DELETE",
    });
    outgoing.end(events ? "data: open\n\n" : "void 0;");
  });
  return { ...(await listening(server)), seen };
}

export interface HostileSite {
  readonly port: number;
  close(): Promise<void>;
}

/** A web page of somebody else on another port of this machine: for the browser the same site, another origin. */
export async function startHostileSite(): Promise<HostileSite> {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/html" });
    outgoing.end("<!doctype html><title>prizes</title><body>You have won.");
  });
  return listening(server);
}

async function listening(server: Server): Promise<HostileSite> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
