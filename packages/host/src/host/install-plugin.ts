import { rm, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ApertureError, type InstallPlugin } from "@aperture/sdk";
import { localProvenance } from "../border/local-provenance.ts";
import type { LoadedPlugin } from "../border/runner.ts";
import type { KeepFs } from "../load/keep-package.ts";
import { keepPackage } from "../load/keep-package.ts";
import { loadPlugin } from "../load/load-plugin.ts";
import type { ReadPackage } from "../load/read-package.ts";
import { checkGrant } from "./check-grant.ts";
import type { PluginRecord } from "./services.ts";

/** A package that was consented to, as it will be kept. Throws `plugin_changed`, `plugin_untrusted`, `invalid_input`. */
export function consentedRecord(
  found: ReadPackage,
  source: InstallPlugin,
  before: PluginRecord | undefined,
  now: number,
): Omit<PluginRecord, "folder"> {
  const { manifest, integrity } = found;
  if (source.integrity !== undefined && source.integrity !== integrity)
    throw new ApertureError("plugin_changed", { plugin: manifest.name });
  if (manifest.runtime === "native" && !source.trust)
    throw new ApertureError("plugin_untrusted", { plugin: manifest.name });
  if (source.link && source.path === undefined)
    throw new ApertureError("invalid_input", { detail: "link: only a folder can be linked" });
  if (source.link && found.source !== "folder")
    throw new ApertureError("invalid_input", { detail: `link: ${source.path} is no folder` });
  return {
    id: manifest.name,
    version: manifest.version,
    source: source.link ? "linked" : found.source,
    integrity,
    wanted: before?.wanted ?? "disabled",
    quarantine: before?.quarantine ?? null,
    protects: manifest.stages.some(({ onError }) => onError === "block"),
    granted: checkGrant(manifest, source.grant),
    narrowed: before?.narrowed ?? {},
    config: before?.config ?? {},
    trusted: manifest.runtime === "native" && source.trust === true,
    used: before?.used ?? [],
    installedAt: now,
    provenance: localProvenance(source.link ? "linked" : found.source, source.path ?? "an archive"),
    pinned: before?.pinned ?? false,
    previous: null,
  };
}

/** Where its files are from now on: the author's own folder, or a copy of ours. `made`: a copy that was not there before. */
export async function placePackage(
  home: string,
  found: ReadPackage,
  source: InstallPlugin,
  fs?: KeepFs,
): Promise<{ folder: string; made: boolean }> {
  if (source.link) return { folder: resolve(source.path!), made: false };
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
