import { join } from "node:path";
import { loadPrices } from "@aperture/aperture/control/prices";
import { createReplayer } from "@aperture/aperture/replay/create-replayer";
import type { Store } from "@aperture/aperture/store/contract";
import { openStore } from "@aperture/aperture/store/open-store";
import { createUpdates, type Updates } from "@aperture/aperture/updates/create-updates";
import { pluginServices } from "@aperture/aperture/updates/testing/plugin-services";
import { createPluginHost } from "@aperture/host/host/create-plugin-host";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import { createSources } from "@aperture/host/install/create-sources";
import { createSandboxRunner } from "@aperture/host/sandbox/create-sandbox-runner";

export interface InstallParts {
  readonly store: Store;
  readonly host: PluginHost;
  readonly updates: Updates;
  /** What was logged. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

const nobody = (): never => {
  throw new Error("nothing of the kind happens here");
};

/**
 * What installing takes, without the rest of the program: store, sources, host and updates over a home, with the real sandbox. `bundled`: folder of
 * a registry. Started.
 */
export function startInstallParts(home: string, bundled: string): InstallParts {
  const logged: string[] = [];
  const log = (_level: string, message: string): void => void logged.push(message);
  const now = Date.now;
  const store = openStore({ file: join(home, "aperture.db") });
  const sources = createSources({ home, bundled, now });
  const services = pluginServices(store);
  const host = createPluginHost({
    home,
    services: () => ({
      ...services,
      effect: () => ({ tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 }),
    }),
    runners: { js: createSandboxRunner, wasm: nobody, native: nobody },
    capabilities: () => ({ call: async () => null, close() {} }),
    sources,
    safeMode: false,
    log,
    now,
  });
  host.start();
  const replayer = createReplayer({ store, prices: loadPrices(), counter: { count: async () => [] } });
  const updates = createUpdates({
    host,
    sources,
    store,
    replayer,
    facts: { request: nobody },
    policy: () => "off",
    log,
    now,
  });
  return {
    store,
    host,
    updates,
    logged,
    async close() {
      await updates.close();
      await Promise.all([host.close(), replayer.close()]);
      store.close();
    },
  };
}
