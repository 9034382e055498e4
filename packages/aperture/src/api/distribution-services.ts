import type {
  AddRegistry,
  PluginAudit,
  PluginInfo,
  PluginSearch,
  PluginUpdate,
  PluginUpdates,
  Registry,
  StartUpdate,
} from "@aperture/sdk";

/** Where packages come from. */
export interface PluginSources {
  search(q: string, registry?: string): Promise<PluginSearch>;
  registries(): Registry[];
  add(registry: AddRegistry): Registry | Promise<Registry>;
  remove(name: string): void;
}

/** Versions of what is installed. */
export interface PluginVersions {
  /** Throws `plugin_no_previous`. */
  rollback(id: string): Promise<PluginInfo>;
  pin(id: string, pinned: boolean): PluginInfo | Promise<PluginInfo>;
  audit(): Promise<PluginAudit>;
}

/** Newer versions, from being there to being trusted. */
export interface PluginUpdateService {
  list(): PluginUpdates;
  /** Asks the registries. */
  check(signal?: AbortSignal): Promise<PluginUpdates>;
  /** Resolves when it is swapped, or where it stopped. An aborted `signal` ends it before the swap. */
  start(id: string, input: StartUpdate, signal?: AbortSignal): Promise<PluginUpdate>;
}

/** How plugins come here and change. */
export interface Distribution {
  readonly sources: PluginSources;
  readonly versions: PluginVersions;
  readonly updates: PluginUpdateService;
}
