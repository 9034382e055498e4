import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { ApertureError } from "@aperture/sdk";
import type { PeerOwner } from "../gate/gate-facts.ts";
import { gateRequest } from "../gate/gate-request.ts";
import { headerValues } from "../gate/header-values.ts";
import type { PeerCheck } from "../gate/peer-uid.ts";
import type { ApiServices } from "./services.ts";

export interface Guard {
  /** Starts asking who is at the other end, so that the answer is there when the request is. */
  connected(socket: Socket): void;
  /** Why a request is refused, or null. Says so in the audit trail. */
  refusalOf(incoming: IncomingMessage): Promise<ApertureError | null>;
}

/** The gate in front of everything on :5401, whatever kind of request it is. */
export function createGuard(services: ApiServices, peers: PeerCheck): Guard {
  const owners = new WeakMap<Socket, Promise<PeerOwner>>();

  function connected(socket: Socket): void {
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    const whole = localAddress && localPort && remoteAddress && remotePort;
    owners.set(
      socket,
      whole ? peers.ownerOf({ localAddress, localPort, remoteAddress, remotePort }) : Promise.resolve("unknown"),
    );
  }

  return {
    connected,
    async refusalOf(incoming) {
      const bearers = headerValues(incoming.rawHeaders, "authorization");
      const token = bearers.length > 1 ? { presented: true, valid: false } : services.tokens.check(bearers[0]);
      const refusal = gateRequest({
        kind: "api",
        port: services.port(),
        method: incoming.method ?? "",
        target: incoming.url ?? "",
        rawHeaders: incoming.rawHeaders,
        token,
        peer: (await owners.get(incoming.socket)) ?? "unknown",
      });
      if (refusal === null) return null;
      const error = new ApertureError(refusal.code, refusal.facts);
      services.audit.refused(error.code, error.status);
      return error;
    },
  };
}
