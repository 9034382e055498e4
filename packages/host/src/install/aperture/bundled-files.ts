import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IndexEntry, RegistryIndex, RevokedList } from "./registry-files.ts";
import { registryPaths } from "./registry-paths.ts";

/*
 * Two files of the bundled registry, read as they stand: nothing is installed by them, and whoever can change files of the release can change
 * the program. What is installed from it is verified like everything else.
 */

/** Names of plugins that come with Aperture: what others could be mistaken for. */
export function bundledNames(folder: string): string[] {
  const index = RegistryIndex.safeParse(json(folder, registryPaths.index));
  if (!index.success) return [];
  const entries = index.data.packages.map((entry) => IndexEntry.safeParse(entry));
  return entries.flatMap(({ data }) => (data?.kind === "plugin" ? [data.name] : []));
}

/** What this release took back. */
export function bundledRevoked(folder: string): RevokedList["revoked"] {
  return RevokedList.safeParse(json(folder, registryPaths.revoked)).data?.revoked ?? [];
}

function json(folder: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, path), "utf8"));
  } catch {
    return null;
  }
}
