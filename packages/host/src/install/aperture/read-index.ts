import { parsed } from "./fetch-package.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { IndexEntry, RegistryIndex } from "./registry-files.ts";
import { registryPaths } from "./registry-paths.ts";

/** What a registry offers, one line a package. What this Aperture does not understand of it is left out. */
export async function readIndex(open: OpenRegistry): Promise<IndexEntry[]> {
  const bytes = await open.read(registryPaths.index);
  if (!bytes) return [];
  const index = parsed(RegistryIndex, bytes, "the registry", registryPaths.index);
  return index.packages.flatMap((entry) => {
    const read = IndexEntry.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}
