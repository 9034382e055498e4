import type { Health } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import type { ProxyStats } from "../proxy/counters.ts";
import type { Store } from "../store/contract.ts";

export interface HealthParts {
  config: Config;
  version: string;
  startedAt: string;
  ports: Health["ports"];
  store: Pick<Store, "events" | "trouble">;
  proxy: ProxyStats;
  recorder: { opaque: number; failedOpen: number };
  refused: number;
  peerCheck: Health["gate"]["peerCheck"];
}

/** One answer of `GET /health`. */
export function buildHealth(parts: HealthParts): Health {
  const { config, store, proxy, recorder } = parts;
  const trouble = store.trouble();
  const problems = trouble === null ? [] : [`Requests pass through, but are not recorded: ${trouble}`];
  return {
    status: problems.length === 0 ? "ok" : "degraded",
    problems,
    version: parts.version,
    pid: process.pid,
    epoch: store.events.epoch,
    startedAt: parts.startedAt,
    mode: config.mode,
    ports: parts.ports,
    home: config.home,
    upstreams: { ...config.upstreams },
    requests: {
      total: proxy.total,
      inFlight: proxy.inFlight,
      // The recorder is told of every request that was not read, those the proxy itself could not read included.
      opaque: recorder.opaque,
      failed: proxy.failed,
      cancelled: proxy.cancelled,
      failedOpen: proxy.failedOpen + recorder.failedOpen,
      lastAt: proxy.lastAt === null ? null : new Date(proxy.lastAt).toISOString(),
    },
    gate: { refused: parts.refused, peerCheck: parts.peerCheck },
  };
}
