import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSources } from "@aperture/host/install/create-sources";
import { ApertureError, type Health } from "@aperture/sdk";
import type { Logger } from "pino";
import { createAudit } from "./api/audit.ts";
import { ensureToken } from "./api/auth/token-file.ts";
import { createApi } from "./api/create-api.ts";
import { loadPage } from "./api/page.ts";
import { listBlocks } from "./api/views/list-blocks.ts";
import { sessionView } from "./api/views/session-view.ts";
import type { Config } from "./config/config.ts";
import { readVersion } from "./config/version.ts";
import { createControl } from "./control/create-control.ts";
import { buildHealth } from "./daemon/build-health.ts";
import { failLeftTurns } from "./daemon/fail-left-turns.ts";
import { openDatabase } from "./daemon/open-database.ts";
import { peerCheckState } from "./daemon/peer-check-state.ts";
import { startRetention } from "./daemon/start-retention.ts";
import { gateRequest } from "./gate/gate-request.ts";
import { createPeerCheck } from "./gate/peer-uid.ts";
import { createLibrary } from "./library/create-library.ts";
import { tellChanges } from "./library/tell-changes.ts";
import { createPacks } from "./packs/create-packs.ts";
import { installItem } from "./packs/install-item.ts";
import { knownPublisher } from "./packs/known-publisher.ts";
import { createPlugins } from "./plugins/create-plugins.ts";
import { PluggedStages } from "./plugins/slots/plugged-stages.ts";
import { Activity } from "./proxy/activity.ts";
import { createProxy, type ProxyOptions } from "./proxy/create-proxy.ts";
import { createReplayer } from "./replay/create-replayer.ts";
import { forgetRemoved } from "./sessions/forget-removed.ts";
import { nativeBytes } from "./sessions/native-bytes.ts";
import { createRecorder } from "./sessions/recorder.ts";
import { lockHome } from "./store/home-lock.ts";
import { installedPlugins } from "./store/installed-plugins.ts";
import { liveProjects } from "./store/live-projects.ts";
import { markRedactions } from "./store/mark-redactions.ts";
import type { openStore } from "./store/open-store.ts";
import { whereKnown } from "./store/where-known.ts";
import { createTokenBookkeeper } from "./tokens/token-bookkeeper.ts";
import { createTokenCounter } from "./tokens/token-counter.ts";
import { createUpdates } from "./updates/create-updates.ts";

export interface Running {
  readonly ports: { readonly proxy: number; readonly api: number };
  health(): Health;
  /** Takes no new requests, lets running ones finish for up to `graceMs`, then closes everything in reverse order. */
  stop(graceMs: number): Promise<void>;
}

/** Effects that tests replace. */
export interface ApertureParts {
  log: Logger;
  /** Called when the API was asked to stop. */
  onShutdown?: () => void;
  now?: () => number;
  /** The idle watch's clock: a pause of minutes in milliseconds. */
  timers?: ProxyOptions["timers"];
  openStore?: typeof openStore;
}

const shipped = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const page = shipped("apps/ui/dist");
/** The starter library, and the registry that comes with Aperture. */
const starter = shipped("library");
const bundled = shipped("registry");

/**
 * Builds everything, in this order, and nothing else does: home → store → library → control → recorder → plugins → updates → proxy → API.
 * Throws `already_running`, `home_unusable`, `store_newer`, `token_unsafe` and `port_in_use`, with everything closed again.
 */
export async function startAperture(config: Config, parts: ApertureParts): Promise<Running> {
  const { log, onShutdown = () => {}, now = Date.now } = parts;
  const opened = new AsyncDisposableStack();
  let grace = 0;
  try {
    const lock = lockHome(config.home);
    opened.defer(() => lock.release());

    const warn = (message: string, error: unknown) => log.warn({ err: error }, message);
    const database = openDatabase({ home: config.home, log, now, open: parts.openStore });
    opened.defer(() => database.close());
    const { store, marker, close } = markRedactions(database, join(config.home, "redactions.json"), (error) =>
      warn("redactions.json could not be written", error),
    );
    opened.defer(close);
    failLeftTurns(store, (error) => warn("turns that were left running could not be ended", error));
    opened.defer(
      startRetention({
        store,
        policy: config.retention,
        now,
        failed: (error) => warn("retention failed", error),
      }),
    );

    const activity = new Activity();
    const counter = createTokenCounter();
    const tokens = createTokenBookkeeper({ store, counter, activity, log: warn });
    opened.defer(() => tokens.close());
    const plugged = new PluggedStages();
    const projects = () => whereKnown(() => liveProjects({ store, now }));
    const installed = installedPlugins(store);
    const library = createLibrary({
      home: config.home,
      starter,
      projects,
      plugins: installed.names,
      uses: (kind, name) => control.uses(kind, name),
      now,
      log: { warn: (message) => log.warn({ of: "library" }, message) },
    });
    opened.defer(() => library.close());
    const control = createControl({
      store,
      config,
      counter,
      hash: nativeBytes.hash,
      now,
      env: process.env,
      others: plugged,
      library,
      warn,
    });
    opened.defer(() => control.close());
    opened.defer(tellChanges(library, store.events, warn));
    const recorder = createRecorder({
      store,
      now,
      activity,
      governor: control.governor,
      holds: control.holds,
      marker,
      log: warn,
      wantCount: tokens.want,
      onUsage: tokens.learnFrom,
    });
    opened.defer(() => recorder.drain());
    opened.defer(forgetRemoved(store.events, recorder));

    const replayer = createReplayer({ store, prices: control.prices, counter, library });
    opened.defer(() => replayer.close());
    const sources = createSources({
      home: config.home,
      bundled,
      now,
      installed: installed.versions,
      publisherOf: (name) => knownPublisher(library, store, name),
    });
    let ports = { proxy: config.port, api: config.apiPort };
    const plugins = createPlugins({
      store,
      control,
      plugged,
      config,
      views: {
        session: (session) => sessionView(store, session),
        blocks: (query, hide) => listBlocks(store, query, hide),
      },
      ownPorts: () => [ports.proxy, ports.api],
      sources,
      newer: (plugin) => updates.newer(plugin),
      log: (level, message) => log[level]({ of: "plugins" }, message),
      now,
    });
    opened.defer(() => plugins.close());
    const updates = createUpdates({
      host: plugins.host,
      facts: plugins.facts,
      sources,
      replayer,
      store,
      policy: () => config.updates,
      log: (level, message) => log[level]({ of: "updates" }, message),
      now,
    });
    opened.defer(() => updates.close());
    const packs = createPacks({ home: config.home, library, plugins: installed.names, now });

    const peers = createPeerCheck({ uid: process.getuid?.() ?? 0 });
    const audit = createAudit({ events: store.events, port: "proxy", now });
    const proxy = createProxy({
      config,
      sink: recorder,
      gate(facts) {
        const refusal = gateRequest(facts);
        if (refusal) audit.refused(refusal.code, new ApertureError(refusal.code).status);
        return refusal;
      },
      refused: audit.refused,
      ownPorts: () => [ports.proxy, ports.api],
      peers,
      log,
      ...(parts.timers ? { timers: parts.timers } : {}),
    });

    const startedAt = new Date(now()).toISOString();
    const version = readVersion();
    let peerCheck: Health["gate"]["peerCheck"] = "unverified";
    const health = (): Health =>
      buildHealth({
        config,
        version,
        startedAt,
        ports,
        store,
        plugins: plugins.host,
        proxy: proxy.stats(),
        recorder: recorder.stats(),
        refused: audit.count() + api.refused(),
        peerCheck,
      });
    const api = createApi({
      store,
      control,
      plugins: plugins.host,
      pluginSecrets: plugins.secrets,
      distribution: { sources, versions: plugins.host, updates },
      library: {
        files: library,
        use: control.use(plugins.host)!,
        packs,
        install: (input, signal) => installItem(input, { library, sources, plugins: installed.names }, signal),
        replayer,
      },
      config,
      health,
      token: ensureToken(config.home),
      page: loadPage(page),
      peers,
      onShutdown,
      now,
      failed: (error) => log.error({ err: error }, "the API failed"),
    });

    opened.defer(() => api.close());
    ports = { ...ports, api: await api.listen() };
    // Closed first: the API answers while the last requests finish.
    opened.defer(() => proxy.close(grace));
    ports = { ...ports, proxy: await proxy.listen() };
    peerCheck = await peerCheckState(peers, ports.api);

    return {
      ports,
      health,
      stop(graceMs) {
        grace = graceMs;
        return opened.disposeAsync();
      },
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
