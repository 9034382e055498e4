import {
  type Capability,
  capabilitiesOf,
  capabilityMeaning,
  type PluginInfo,
  type PluginManifest,
} from "@aperture/sdk";
import type { GuestHandlers } from "../border/runner.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import { protectionGaps } from "./protection-gaps.ts";
import type { PluginServices } from "./services.ts";

/** Everything that is shown of a plugin. `revoked`: why the version that is there was withdrawn, or null. */
export function pluginInfo(plugin: HostedPlugin, services: PluginServices, revoked: string | null): PluginInfo {
  const { id, record, manifest, life, unit } = plugin;
  const everywhere = new Set(capabilitiesOf(plugin.granted(null)));
  return {
    id,
    manifest,
    state: life.state,
    trouble: life.trouble,
    strikes: life.strikes,
    source: record.source,
    provenance: record.provenance,
    pinned: record.pinned,
    previous: record.previous?.version ?? null,
    trusted: manifest.runtime === "native" && record.trusted,
    capabilities: shownCapabilities(manifest, everywhere).map((capability) => ({
      capability,
      means: capabilityMeaning(capability),
      granted: everywhere.has(capability),
      narrowedIn: Object.keys(record.narrowed)
        .filter((project) => record.narrowed[project]!.includes(capability))
        .sort(),
      used: plugin.used.has(capability),
    })),
    config: plugin.settings as PluginInfo["config"],
    settings: record.config as PluginInfo["settings"],
    stages: plugin.figures.map((figures) => figures.shown()),
    unhandled: unit?.handlers ? unhandledOf(manifest, unit.handlers) : [],
    memory: unit ? unit.memory() : null,
    effect: plugin.lost === null ? services.effect(`plugin:${id}`) : nothing,
    lost: plugin.lost !== null,
    warnings: plugin.lost === null ? [...withdrawn(record, revoked), ...protectionGaps(plugin)] : [],
    installedAt: new Date(record.installedAt).toISOString(),
  };
}

const withdrawn = ({ id, version }: HostedPlugin["record"], why: string | null): string[] =>
  why === null
    ? []
    : [
        `${version} was withdrawn: ${why}; \`aperture plugin update ${id}\` takes a newer one, \`aperture plugin disable ${id}\` stops it`,
      ];

const nothing: PluginInfo["effect"] = { tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 };

/** What it asks for, and what it holds in place of that: whoever grants a changed list must find there what holds now. */
const shownCapabilities = (manifest: PluginManifest, held: ReadonlySet<Capability>): Capability[] =>
  [...new Set([...capabilitiesOf(manifest.permissions), ...held])].sort();

/** What the manifest declares and the code does not handle, each as it stands there. */
export function unhandledOf(manifest: PluginManifest, handlers: GuestHandlers): string[] {
  const { stages, permissions } = manifest;
  const missing: string[] = [];
  for (const hook of new Set(stages.map(({ at }) => at)))
    if (!handlers.stages.includes(hook)) missing.push(`stages: ${hook}`);
  for (const type of permissions.events?.on ?? [])
    if (!handlers.events.includes(type)) missing.push(`events.on: ${type}`);
  if (permissions.fs?.watch && !handlers.events.includes("fs-changed")) missing.push("fs.watch: fs-changed");
  for (const name of ["schedule", "panel", "serve"] as const)
    if (permissions[name] && !handlers[name]) missing.push(name);
  return missing;
}
