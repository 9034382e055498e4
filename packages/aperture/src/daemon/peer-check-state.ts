import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import type { PeerCheck } from "../gate/peer-uid.ts";

/** Tries the check on a connection of our own: where even that cannot be told, no other can. */
export async function peerCheckState(peers: PeerCheck, port: number): Promise<"verified" | "unverified"> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(2_000) });
    const { port: remotePort } = socket.address() as AddressInfo;
    const owner = await peers.ownerOf({
      localAddress: "127.0.0.1",
      localPort: port,
      remoteAddress: "127.0.0.1",
      remotePort,
    });
    return owner === "own" || owner === "root" ? "verified" : "unverified";
  } catch {
    return "unverified";
  } finally {
    socket.destroy();
  }
}
