import type { Socket } from "node:net";
import type { PeerCheck } from "../gate/peer-uid.ts";

/**
 * Whether another user of this machine holds the other end, asked once per connection: the kernel's table costs 3–28 ms. Where
 * it cannot be read nobody is a stranger (`doctor` says "unverified"). Never rejects.
 */
export function strangerCheck(peers: PeerCheck | undefined): (socket: Socket) => Promise<boolean> {
  const known = new WeakMap<Socket, Promise<boolean>>();
  return (socket) => {
    if (!peers) return Promise.resolve(false);
    const asked = known.get(socket);
    if (asked !== undefined) return asked;
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    const isStranger = peers
      .ownerOf({ localAddress, localPort, remoteAddress, remotePort })
      .then((owner) => owner === "other");
    known.set(socket, isStranger);
    return isStranger;
  };
}
