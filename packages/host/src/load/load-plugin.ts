import { ApertureError } from "@aperture/sdk";
import type { LoadedPlugin } from "../border/runner.ts";
import { checkPackage } from "./check-package.ts";
import { readFolder } from "./read-folder.ts";

/** What is kept of an installed plugin, as far as its files are concerned. */
export interface Installed {
  readonly id: string;
  readonly folder: string;
  /** Of the whole package, as it was consented to; not held for linked ones, which change under their author's hands. */
  readonly integrity: string;
  readonly source: "folder" | "tarball" | "linked" | "bundled";
}

/** Reads an installed plugin anew, checked as on its first day. Throws `plugin_changed`, `plugin_package_refused`, `plugin_manifest_invalid`. */
export async function loadPlugin(installed: Installed): Promise<LoadedPlugin> {
  const { id, folder, integrity, source } = installed;
  const found = checkPackage(await readFolder(folder, source !== "linked"), folder);
  const changed = source !== "linked" && found.integrity !== integrity;
  if (changed || found.manifest.name !== id) throw new ApertureError("plugin_changed", { plugin: id });
  return { id, manifest: found.manifest, folder, entry: found.entry, integrity: found.entryIntegrity };
}
