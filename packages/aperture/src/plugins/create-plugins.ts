import { join } from "node:path";
import { cacheRules } from "@aperture/engine/governor/prices";
import { createCapabilities } from "@aperture/host/capabilities/create-capabilities";
import { createPluginHost } from "@aperture/host/host/create-plugin-host";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PackageSources } from "@aperture/host/install/package-sources";
import { createNativeRunner } from "@aperture/host/native/create-native-runner";
import { createSandboxRunner } from "@aperture/host/sandbox/create-sandbox-runner";
import { createSpareWorkers } from "@aperture/host/sandbox/spare-workers";
import { createWasmRunners } from "@aperture/host/wasm/create-wasm-runners";
import type { Config } from "../config/config.ts";
import type { Control } from "../control/create-control.ts";
import type { Store } from "../store/contract.ts";
import { createPluginServices } from "./services/create-plugin-services.ts";
import { createPluginSecrets, type PluginSecrets } from "./services/plugin-secrets.ts";
import { protects } from "./services/plugin-store.ts";
import { createProtectionMarker } from "./services/protection-marker.ts";
import type { PluginViews } from "./services/services-context.ts";
import type { PluggedStages } from "./slots/plugged-stages.ts";
import { createPluginSlots } from "./slots/plugin-slots.ts";
import { createRequestFacts, type RequestFactsOf } from "./slots/request-facts.ts";
import { tellAnswers } from "./slots/tell-answers.ts";

export interface PluginsOptions {
  readonly store: Store;
  readonly control: Control;
  /** Where their stages stand in control's pipeline. */
  readonly plugged: PluggedStages;
  readonly config: Pick<Config, "home" | "plugins" | "mode">;
  readonly views: PluginViews;
  readonly ownPorts: () => readonly number[];
  /** Where plugins come from by name and address; absent: from folders and archives alone. */
  readonly sources?: PackageSources | undefined;
  /** A newer version that is known of without asking anybody, or null. */
  readonly newer?: ((id: string) => string | null) | undefined;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface Plugins {
  readonly host: PluginHost;
  readonly secrets: PluginSecrets;
  /** What stages are told of a request. */
  readonly facts: RequestFactsOf;
  close(): Promise<void>;
}

/** Other people's code, beside the rest of the program: what runs it, what it may ask for, and where it stands in the pipeline. Starts what is wanted. */
export function createPlugins(options: PluginsOptions): Plugins {
  const { store, control, plugged, config, now } = options;
  const secrets = createPluginSecrets(config.home);
  const protection = createProtectionMarker({
    file: join(config.home, "protecting-plugins.json"),
    known: () => store.plugins.all().map((record) => ({ id: record.id, protects: protects(record) })),
    failed: (error) => options.log("warn", `protecting-plugins.json could not be written: ${String(error)}`),
  });
  const services = createPluginServices({
    store,
    control,
    views: options.views,
    mode: () => config.mode,
    secrets,
    protection,
    ownPorts: options.ownPorts,
    speech: null,
    now,
  });
  const spares = createSpareWorkers();
  const wasm = createWasmRunners();
  const host = createPluginHost({
    home: config.home,
    services: () => services,
    runners: {
      js: (runner) => createSandboxRunner(runner, { spares }),
      wasm: wasm.create,
      native: createNativeRunner,
    },
    capabilities: createCapabilities,
    sources: options.sources,
    newer: options.newer,
    safeMode: config.plugins === "off",
    log: options.log,
    now,
  });
  const facts = createRequestFacts({
    store,
    modeOf: (session) => control.governor.control(session).mode,
    pricesOf(model, dialect) {
      const { usd, cacheRead } = cacheRules(control.prices, model, dialect);
      return usd && { input: usd.input, output: usd.output, cacheRead: usd.input * cacheRead };
    },
  });
  plugged.connect(createPluginSlots({ host, services, facts }));
  const stopTelling = tellAnswers({ store, host, facts });
  host.start();

  return {
    host,
    secrets,
    facts,
    async close() {
      stopTelling();
      await host.close();
      await Promise.all([wasm.close(), spares.close()]);
    },
  };
}
