import type { PluginHost } from "@aperture/host/host/plugin-host";
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
  plugins: Pick<PluginHost, "trouble" | "blocks" | "list" | "safeMode">;
  proxy: ProxyStats;
  recorder: { opaque: number; failedOpen: number };
  refused: number;
  peerCheck: Health["gate"]["peerCheck"];
}

/** One answer of `GET /health`. */
export function buildHealth(parts: HealthParts): Health {
  const { config, store, proxy, recorder } = parts;
  const trouble = store.trouble();
  const problems = [...problemsOf(trouble, parts.plugins)];
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

/** What does not leave is said before what is not recorded. */
function* problemsOf(trouble: string | null, plugins: HealthParts["plugins"]): Generator<string> {
  const protecting = plugins.blocks();
  if (trouble !== null)
    yield protecting.length > 0
      ? `Requests are refused, because ${protecting.join(", ")} must see them and nothing can be recorded: ${trouble}`
      : `Requests pass through, but are not recorded: ${trouble}`;
  if (plugins.safeMode) return;
  if (plugins.trouble() !== null) yield `No plugin runs: ${plugins.trouble()}`;
  if (protecting.length === 0) return;
  for (const { id, lost, trouble: why } of plugins.list())
    if (lost) yield `Requests are refused: ${id} protects them and cannot run: ${why}`;
}
