import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a peer tells its parent once it listens. */
export interface PeerReady {
  readonly port: number;
  /** Aperture only. */
  readonly apiPort?: number;
}

/** Where a proxy peer forwards to: the upstream's port is the first argument of the process. */
export const upstreamPort = (): number => Number(process.argv[2]);

/** Listens on a free loopback port, tells the parent, and ends when the parent does. */
export function serve(server: Server): void {
  // Node closes idle connections after 5 s: while others have their turn, the load client's would be cut under its hands.
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1", () => tellReady({ port: (server.address() as AddressInfo).port }));
}

/** A peer never outlives the bench: it exits on `stop` or when the channel closes. */
export function tellReady(ready: PeerReady, stop: () => Promise<void> = async () => {}): void {
  process.send?.(ready);
  const end = () => void stop().finally(() => process.exit(0));
  process.on("message", (message) => message === "stop" && end());
  process.on("disconnect", end);
}
