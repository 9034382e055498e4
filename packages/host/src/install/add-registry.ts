import { rmSync } from "node:fs";
import { ApertureError, type Registry } from "@aperture/sdk";
import { keptMetadataFile } from "./aperture/kept-metadata.ts";
import { readIndex } from "./aperture/read-index.ts";
import type { KeptRegistry } from "./registry-list.ts";
import { SourceTrouble } from "./remote/source-trouble.ts";
import type { SourceParts } from "./source-parts.ts";

/** Adds a registry that could be asked and verified; another is not kept. Throws `plugin_source_failed`, `plugin_verification_failed`. */
export async function addRegistry(parts: SourceParts, planned: KeptRegistry, signal?: AbortSignal): Promise<Registry> {
  const { name, url, root } = planned;
  if (root === null) await checkNpm(parts, name, url, signal);
  else await (await parts.registries()).use({ name, base: url, pin: root }, readIndex, signal);
  try {
    parts.list.add(planned);
  } catch (error) {
    rmSync(keptMetadataFile(parts.home, name), { force: true });
    throw error;
  }
  return { ...planned, trouble: null };
}

/** Anything that answers is taken for one: npm registries say little at their root, and some refuse to say even that. */
async function checkNpm({ read, limits }: SourceParts, name: string, url: string, signal?: AbortSignal): Promise<void> {
  try {
    await read(url, "", { most: 1_048_576, ms: limits.fileMs, signal });
  } catch (error) {
    if (!(error instanceof SourceTrouble)) throw error;
    if (error.status !== null && error.status < 500) return;
    throw new ApertureError("plugin_source_failed", { registry: name, reason: error.message }, { cause: error });
  }
}
