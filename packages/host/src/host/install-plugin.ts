import { rm, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ApertureError, type InstallPlugin } from "@aperture/sdk";
import type { LoadedPlugin } from "../border/runner.ts";
import type { ResolvedPackage } from "../install/package-sources.ts";
import type { KeepFs } from "../load/keep-package.ts";
import { keepPackage } from "../load/keep-package.ts";
import { loadPlugin } from "../load/load-plugin.ts";
import type { ReadPackage } from "../load/read-package.ts";
import { checkGrant } from "./check-grant.ts";
import { checkPublisher, type PublisherOf } from "./check-publisher.ts";
import { carriedGrant } from "./covers.ts";
import type { PluginRecord } from "./services.ts";

/** What the user said as a package was installed. */
export interface Consent
  extends Partial<Pick<InstallPlugin, "path" | "integrity" | "acceptPublisher" | "trust" | "link">> {
  /** Absent: what was granted to the version before. */
  readonly grant?: InstallPlugin["grant"] | undefined;
}

export interface ConsentedOptions {
  readonly before: PluginRecord | undefined;
  /** The key that this name belongs to. */
  readonly publisher: PublisherOf | null;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * A package that was consented to, as it will be kept. Throws `plugin_changed`, `plugin_untrusted`, `plugin_publisher_changed`, `plugin_pinned`,
 * `invalid_input`.
 */
export function consentedRecord(
  { found, provenance }: ResolvedPackage,
  consent: Consent,
  { before, publisher, now }: ConsentedOptions,
): Omit<PluginRecord, "folder"> {
  const { manifest, integrity } = found;
  const { name } = manifest;
  if (consent.integrity !== undefined && consent.integrity !== integrity)
    throw new ApertureError("plugin_changed", { plugin: name });
  if (before?.pinned && before.integrity !== integrity)
    throw new ApertureError("plugin_pinned", { plugin: name, version: before.version });
  if (publisher && !consent.acceptPublisher) checkPublisher(name, publisher, provenance);
  if (manifest.runtime === "native" && !consent.trust) throw new ApertureError("plugin_untrusted", { plugin: name });
  checkLink(found, consent);
  return {
    id: name,
    version: manifest.version,
    source: consent.link ? "linked" : found.source,
    integrity,
    wanted: before?.wanted ?? "disabled",
    quarantine: before?.quarantine ?? null,
    protects: manifest.stages.some(({ onError }) => onError === "block"),
    granted: consent.grant ? checkGrant(manifest, consent.grant) : carriedGrant(before?.granted ?? [], manifest),
    narrowed: before?.narrowed ?? {},
    config: before?.config ?? {},
    trusted: manifest.runtime === "native" && consent.trust === true,
    used: before?.used ?? [],
    installedAt: now,
    provenance: consent.link ? { ...provenance, kind: "linked" } : provenance,
    pinned: before?.pinned ?? false,
    previous: null,
  };
}

function checkLink(found: ReadPackage, { link, path }: Consent): void {
  if (!link) return;
  if (path === undefined) throw new ApertureError("invalid_input", { detail: "link: only a folder can be linked" });
  if (found.source !== "folder") throw new ApertureError("invalid_input", { detail: `link: ${path} is no folder` });
}

/** Where its files are from now on: the author's own folder, or a copy of ours. `made`: a copy that was not there before. */
export async function placePackage(
  home: string,
  found: ReadPackage,
  { link, path }: Consent,
  fs?: KeepFs,
): Promise<{ folder: string; made: boolean }> {
  if (link) return { folder: resolve(path!), made: false };
  return keepPackage(home, found, fs);
}

/** Removes a copy of ours; a folder of the author's own never. */
export async function dropPackage({ folder, source }: Pick<PluginRecord, "folder" | "source">): Promise<void> {
  if (source !== "folder" && source !== "tarball") return;
  await rm(folder, { recursive: true, force: true });
  // What held its versions, where this was the last.
  await rmdir(dirname(folder)).catch(() => {});
}

/** Reads a plugin's files when it is first started, and keeps them: what was checked is what is run, again and again. */
export function loadOnce(record: PluginRecord): () => Promise<LoadedPlugin> {
  let loaded: Promise<LoadedPlugin> | null = null;
  return () => {
    loaded ??= loadPlugin(record);
    loaded.catch(() => {
      loaded = null;
    });
    return loaded;
  };
}

/** A package that was read and checked a moment ago, as its runtime takes it; `folder`: nowhere, since it is not kept. */
export const loadedOf = ({ manifest, entry, entryIntegrity }: ReadPackage): LoadedPlugin => ({
  id: manifest.name,
  manifest,
  folder: "",
  entry,
  integrity: entryIntegrity,
});
