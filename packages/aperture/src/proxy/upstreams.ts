import type { Socket } from "node:net";
import { ApertureError } from "@aperture/sdk";
import { Agent, buildConnector } from "undici";
import { isLoopback } from "../config/own-ports.ts";

/** Providers' balancers keep idle connections 60 s and more; closing first avoids writing into a closing one. */
const keepAlive = 30_000;
const connectTimeout = 30_000;
const maxHeaderSize = 64 * 1024;

export interface UpstreamPool {
  readonly dispatcher: Agent;
  /**
   * True while a connection's error is being handled. undici takes a reset behind an answer without any framing for its
   * regular end; whoever is told of an end during one knows better.
   */
  isResetting(): boolean;
  close(): Promise<void>;
}

/** True where a connection arrived at a port of our own. 127/8 and ::1 are one machine under many names. */
function isOwn(socket: Socket, ports: readonly number[]): boolean {
  const { remoteAddress, remotePort, localAddress } = socket;
  if (remoteAddress === undefined || remotePort === undefined || !ports.includes(remotePort)) return false;
  const host = remoteAddress.includes(":") ? `[${remoteAddress.replace(/^::ffff:([\d.]+)$/, "::1")}]` : remoteAddress;
  return isLoopback(host) || remoteAddress === localAddress;
}

/**
 * Connections to the providers: HTTP/1.1 (casing and order survive), certificates verified, proxy variables of the
 * environment ignored, nothing retried, nothing redirected, and never a way back to ourselves. The check stands where the
 * address is known: a name can resolve to anything.
 */
export function createUpstreamPool(options: { ownPorts: () => readonly number[] }): UpstreamPool {
  const connect = buildConnector({ allowH2: false, timeout: connectTimeout });
  let resetting = false;
  const dispatcher = new Agent({
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: keepAlive,
    maxHeaderSize,
    // The proxy's own idle watch counts instead: 300 s of thinking are no fault.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (target, callback) => {
      connect(target, (error, socket) => {
        if (error !== null) return callback(error, null);
        if (isOwn(socket, options.ownPorts())) {
          socket.destroy();
          return callback(new ApertureError("upstream_loop", { host: target.host ?? target.hostname }), null);
        }
        // Before undici's own listener, which is added when this callback is called.
        socket.on("error", () => {
          resetting = true;
          queueMicrotask(() => {
            resetting = false;
          });
        });
        callback(null, socket);
      });
    },
  });
  return {
    dispatcher,
    isResetting: () => resetting,
    close: () => dispatcher.destroy(),
  };
}
