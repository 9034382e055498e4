import { localProvenance } from "@aperture/host/border/local-provenance";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PluginLogLine } from "@aperture/host/host/services";
import {
  ApertureError,
  capabilitiesOf,
  type PluginInfo,
  type PluginInspection,
  PluginManifest,
  type PluginState,
} from "@aperture/sdk";
import { noPlugins } from "../no-plugins.ts";

/** A host without runtimes or files: states and records as the contract says, for the management around it. */
export interface MemoryPlugins extends PluginHost {
  /** Puts one there, as if it had been installed. */
  add(manifest: Partial<PluginManifest> & { name: string }, fields?: Partial<PluginInfo>): PluginInfo;
  /** Every call that changes something, as `disable tidy`. */
  readonly calls: string[];
  /** What `inspect` and `install` find at any path. */
  offered: Partial<PluginManifest> & { name: string };
  readonly lines: PluginLogLine[];
  readonly answers: {
    panel: Awaited<ReturnType<PluginHost["panel"]>>;
    serve: Awaited<ReturnType<PluginHost["serve"]>>;
  };
  /** Paths and queries that `serve` was asked for. */
  readonly served: { id: string; path: string; query: Readonly<Record<string, string>> }[];
}

export function createMemoryPlugins(safeMode = false): MemoryPlugins {
  const plugins = new Map<string, PluginInfo>();
  const calls: string[] = [];
  const host: MemoryPlugins = {
    ...noPlugins,
    safeMode,
    calls,
    offered: { name: "tidy" },
    lines: [],
    served: [],
    answers: { panel: { panel: null, trouble: null }, serve: { status: 200, headers: {}, body: "" } },
    add(manifest, fields = {}) {
      const plugin = { ...infoOf(manifest), ...fields };
      plugins.set(plugin.id, plugin);
      return plugin;
    },
    list: () => [...plugins.values()],
    info(id) {
      const plugin = plugins.get(id);
      if (!plugin) throw new ApertureError("plugin_not_found", { plugin: id });
      return plugin;
    },
    inspect: async () => inspectionOf(host.offered, plugins.get(host.offered.name)),
    async install({ path = "archive", trust = false, enable = true, link = false }) {
      calls.push(`install ${path}`);
      const state = enable ? "running" : "disabled";
      return host.add(host.offered, { state, trusted: trust, source: link ? "linked" : "folder" });
    },
    async update(id, change) {
      calls.push(`update ${id}${change.narrow ? ` in ${change.narrow.project}` : ""}`);
      const plugin = host.info(id);
      const settings = change.config ?? plugin.settings;
      return put({ ...plugin, settings, config: settings });
    },
    enable: (id) => to(id, "enable", "running"),
    disable: (id) => to(id, "disable", "disabled"),
    release: (id) => to(id, "release", "running"),
    reload: (id) => to(id, "reload", "running"),
    async remove(id, purge) {
      calls.push(`remove ${id}${purge ? " purge" : ""}`);
      plugins.delete(id);
      return { undone: 2 };
    },
    async undo(id, apply) {
      calls.push(`undo ${id} ${apply}`);
      return 3;
    },
    logs: (_id, limit) => host.lines.slice(-limit),
    panel: async () => host.answers.panel,
    async action(id, name, input) {
      calls.push(`action ${id} ${name} ${JSON.stringify(input)}`);
      return { done: name };
    },
    async serve(id, request) {
      host.served.push({ id, ...request });
      return host.answers.serve;
    },
    blocks: () =>
      host
        .list()
        .filter(
          ({ manifest, state }) => state === "running" && manifest.stages.some((stage) => stage.onError === "block"),
        )
        .map(({ id }) => id),
  };
  return host;

  function put(plugin: PluginInfo): PluginInfo {
    plugins.set(plugin.id, plugin);
    return plugin;
  }

  async function to(id: string, what: string, state: PluginState): Promise<PluginInfo> {
    calls.push(`${what} ${id}`);
    return put({ ...host.info(id), state });
  }
}

export function infoOf(manifest: Partial<PluginManifest> & { name: string }): PluginInfo {
  const whole = PluginManifest.parse({
    version: "1.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "plugin.js",
    ...manifest,
  });
  return {
    id: whole.name,
    manifest: whole,
    state: "running",
    trouble: null,
    strikes: 0,
    source: "folder",
    provenance: localProvenance("folder", "/somewhere"),
    pinned: false,
    previous: null,
    trusted: false,
    capabilities: capabilitiesOf(whole.permissions).map((capability) => ({
      capability,
      means: `it may ${capability}`,
      granted: true,
      narrowedIn: [],
      used: false,
    })),
    config: {},
    settings: {},
    stages: [],
    unhandled: [],
    lost: false,
    warnings: [],
    memory: null,
    effect: { tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 },
    installedAt: "2026-01-01T00:00:00.000Z",
  };
}

export function inspectionOf(
  manifest: Partial<PluginManifest> & { name: string },
  installed?: PluginInfo,
): PluginInspection {
  const { manifest: whole, capabilities } = infoOf(manifest);
  const known = new Set(installed?.capabilities.map(({ capability }) => capability));
  return {
    manifest: whole,
    integrity: "sha512-of-what-was-shown",
    capabilities: capabilities.map(({ capability, means }) => ({ capability, means, isNew: !known.has(capability) })),
    installed: installed?.manifest.version ?? null,
    bytes: 1_200,
    files: 3,
    warnings: [],
    provenance: localProvenance("folder", "/somewhere"),
    signer: null,
    diff: null,
  };
}
