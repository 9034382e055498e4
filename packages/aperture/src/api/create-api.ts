import type { Server } from "node:http";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { Health } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Config } from "../config/config.ts";
import type { PeerCheck } from "../gate/peer-uid.ts";
import { createBisect } from "../plugins/bisect.ts";
import { noPlugins, noSecrets } from "../plugins/no-plugins.ts";
import type { PluginSecrets } from "../plugins/services/plugin-secrets.ts";
import { bindLoopback } from "../proxy/bind-loopback.ts";
import type { Store } from "../store/contract.ts";
import { createApp } from "./app.ts";
import { createAudit } from "./audit.ts";
import { createTokens } from "./auth/tokens.ts";
import { createListener } from "./create-listener.ts";
import type { Distribution } from "./distribution-services.ts";
import { createEventSockets } from "./events/web-socket.ts";
import { createGuard } from "./guard.ts";
import type { LibraryManagement } from "./library-services.ts";
import { noDistribution } from "./no-distribution.ts";
import { noLibrary } from "./no-library.ts";
import type { StaticPage } from "./page.ts";
import type { ApiServices, ControlServices } from "./services.ts";

export interface ApiOptions {
  readonly store: Store;
  readonly control: ControlServices;
  /** Default: none, and none can be installed. */
  readonly plugins?: PluginHost;
  /** Default: none can be stored. */
  readonly pluginSecrets?: Pick<PluginSecrets, "names" | "set" | "remove">;
  /** Default: plugins come from folders and archives alone, and stay as they are. */
  readonly distribution?: Distribution;
  /** Default: nothing is in it. */
  readonly library?: LibraryManagement;
  readonly config: Pick<Config, "apiPort" | "auth" | "home" | "mode">;
  readonly health: () => Health;
  /** The home's token (auth/token-file.ts). */
  readonly token: string;
  /** The built page (page.ts), or null. */
  readonly page: StaticPage | null;
  readonly peers: PeerCheck;
  /** Called when the API was asked to stop Aperture, after the answer. */
  readonly onShutdown: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Failures that are ours, for the log. */
  readonly failed?: (error: unknown) => void;
  /** Milliseconds; default 15,000. */
  readonly heartbeat?: number;
}

export interface ApiServer {
  /** The routes without gate and socket, for tests by `app.request()`. */
  readonly app: OpenAPIHono;
  /** Opens 127.0.0.1 and, where there is one, ::1 on the same port; resolves with it. Throws `port_in_use`. */
  listen(): Promise<number>;
  /** Ends event streams, lets answers in flight finish for a second, then cuts what is left. */
  close(): Promise<void>;
  /** Requests refused since the start. */
  refused(): number;
}

const closeGrace = 1_000;

/** The API and page of :5401. Opens nothing before `listen`. */
export function createApi(options: ApiOptions): ApiServer {
  const { store, now, plugins = noPlugins, pluginSecrets = noSecrets } = options;
  const closing = new AbortController();
  let port = options.config.apiPort;
  let servers: Server[] = [];
  const services: ApiServices = {
    store,
    control: options.control,
    plugins: {
      host: plugins,
      secrets: pluginSecrets,
      bisect: createBisect(plugins),
      distribution: options.distribution ?? noDistribution,
    },
    library: options.library ?? noLibrary,
    config: options.config,
    health: options.health,
    token: options.token,
    tokens: createTokens(options.token, now),
    audit: createAudit({ events: store.events, port: "api", now }),
    page: options.page,
    port: () => port,
    onShutdown: options.onShutdown,
    now,
    heartbeat: options.heartbeat ?? 15_000,
    closing: closing.signal,
    failed: options.failed ?? (() => {}),
  };
  const app = createApp(services);
  const sockets = createEventSockets(services);
  const guard = createGuard(services, options.peers);

  return {
    app,
    async listen() {
      const bound = await bindLoopback(() => createListener({ app, services, guard, sockets }), port);
      servers = bound.servers;
      port = bound.port;
      return port;
    },
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
      closing.abort();
      sockets.close();
      const cut = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, closeGrace);
      await Promise.all(closed);
      clearTimeout(cut);
    },
    refused: () => services.audit.count(),
  };
}
