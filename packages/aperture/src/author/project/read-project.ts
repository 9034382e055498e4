import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { MANIFEST } from "@aperture/host/load/manifest-file";
import { ApertureError, type PluginManifest, parseManifest } from "@aperture/sdk";

/** The folder of a plugin that somebody works on. */
export interface AuthorProject {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: PluginManifest;
  /** Size of the entry as it is now. */
  entryBytes(): number;
}

/** Throws `file_unreadable`, `plugin_manifest_invalid` and `plugin_api_unsupported`. */
export function readProject(path: string): AuthorProject {
  const folder = resolve(path);
  const file = join(folder, MANIFEST);
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch (error) {
    throw new ApertureError("file_unreadable", { file, reason: (error as Error).message });
  }
  const manifest = parseManifest(source, MANIFEST);
  return { folder, manifest, entryBytes: () => statSync(join(folder, manifest.entry)).size };
}
