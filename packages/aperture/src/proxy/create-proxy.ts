import type { Server } from "node:http";
import { ApertureError } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import type { PeerCheck } from "../gate/peer-uid.ts";
import { bindLoopback } from "./bind-loopback.ts";
import { ProxyCounters, type ProxyStats } from "./counters.ts";
import type { ExchangeSink } from "./exchange.ts";
import { handleRequest } from "./handle-request.ts";
import { systemTimers, type Timers } from "./idle-watch.ts";
import { createListener, type ProxyGate, type Refused } from "./listen.ts";
import { strangerCheck } from "./stranger-check.ts";
import { createUpstreamPool } from "./upstreams.ts";
import type { Visit } from "./visit.ts";

/** As much of a logger as the proxy needs; pino is one. */
export interface ProxyLog {
  warn(facts: object, message: string): void;
}

export interface ProxyOptions {
  readonly config: Pick<Config, "upstreams" | "proxy" | "port">;
  readonly sink: ExchangeSink;
  readonly gate: ProxyGate;
  /** Told of what is refused without the gate: methods and framing. */
  readonly refused?: Refused;
  /** Ports of this Aperture, read at every new connection to an upstream: it must never reach one of them. */
  readonly ownPorts: () => readonly number[];
  readonly log?: ProxyLog;
  readonly timers?: Timers;
  /** Whose connection it is, asked before anything that was decided is applied; without it nobody is a stranger. */
  readonly peers?: PeerCheck;
}

export interface ProxyServer {
  /** Opens 127.0.0.1 and, where there is one, ::1 on the same port; resolves with it. Throws `port_in_use`. */
  listen(): Promise<number>;
  /** Takes no more requests, waits for the running ones at most `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
  stats(): ProxyStats;
}

/** The proxy of :5400. Opens nothing before `listen`. */
export function createProxy(options: ProxyOptions): ProxyServer {
  const { config, sink, gate, log } = options;
  const timers = options.timers ?? systemTimers;
  const counters = new ProxyCounters((error) => log?.warn({ err: error }, "bookkeeping failed; the bytes went on"));
  const visits = new Set<Visit>();
  let servers: Server[] = [];
  let port = config.port;
  let closing = false;

  const pool = createUpstreamPool({ ownPorts: () => [port, ...options.ownPorts()] });
  const context = { config, sink, pool, timers, counters, isStranger: strangerCheck(options.peers) };
  const listener = () =>
    createListener({
      port: () => port,
      gate,
      refused: options.refused ?? (() => {}),
      counters,
      visits,
      handle: (visit) => handleRequest(visit, context),
      isClosing: () => closing,
      onFailure: (error) => log?.warn({ code: error.code }, error.message),
    });

  const drained = async (graceMs: number): Promise<void> => {
    const deadline = timers.now() + graceMs;
    while (visits.size > 0 && timers.now() < deadline) {
      await new Promise<void>((resolve) => void timers.setTimeout(resolve, 10));
    }
  };

  return {
    async listen() {
      const bound = await bindLoopback(listener, config.port);
      servers = bound.servers;
      port = bound.port;
      return port;
    },
    async close(graceMs) {
      closing = true;
      const closed = servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
      await drained(graceMs);
      for (const visit of visits) visit.end(new ApertureError("shutting_down"));
      // One turn for the answers of the visits just ended.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      await pool.close();
    },
    stats: () => counters.read(),
  };
}
