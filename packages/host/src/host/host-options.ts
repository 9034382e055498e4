import type { PluginManifest } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { CapabilityCall, CreateRunner, LoadedPlugin } from "../border/runner.ts";
import type { PackageSources } from "../install/package-sources.ts";
import type { GrantedIn, PluginServices } from "./services.ts";

/** What a running plugin asks of the host, and what it holds by that (watched files …). */
export interface CapabilityBroker {
  readonly call: CapabilityCall;
  /** Takes back everything it registered. */
  close(): void;
}

export interface BrokerOptions {
  readonly plugin: LoadedPlugin;
  /** Asked as each call begins: what the plugin may do in the work that it is at. */
  readonly granted: () => GrantedIn;
  readonly services: PluginServices;
  /** A capability was used. */
  readonly used: (capability: string) => void;
  /** An event of a project for this plugin alone, such as `fs-changed`. */
  readonly deliver: (type: string, data: Json, project: string) => void;
  readonly log: (level: "debug" | "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface PluginHostOptions {
  /** Aperture's home: plugins are kept in `<home>/plugins`. */
  readonly home: string;
  /** Asked when first needed: the program and its plugins know each other. */
  readonly services: () => PluginServices;
  readonly runners: Readonly<Record<PluginManifest["runtime"], CreateRunner>>;
  readonly capabilities: (options: BrokerOptions) => CapabilityBroker;
  /** Where plugins come from by name, address or version; absent: from folders and archives alone. */
  readonly sources?: PackageSources | undefined;
  /** A newer version that is known of without asking anybody, or null: for the audit. */
  readonly newer?: ((id: string) => string | null) | undefined;
  readonly safeMode: boolean;
  /** Why it is on, as `plugins_off` says it: `--safe-mode`. */
  readonly safeModeWhy?: string;
  /** For what goes wrong in the host itself. */
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Calls back later; returns what takes that back. Default: timers that keep no process alive. */
  readonly after?: (ms: number, run: () => void) => () => void;
  readonly random?: () => number;
  /** Milliseconds to clean up, and how long a request waits for one that protects. Default: 2,000 each. */
  readonly graceMs?: number;
  readonly readyMs?: number;
}
