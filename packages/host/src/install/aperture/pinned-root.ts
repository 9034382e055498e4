import { createHash } from "node:crypto";
import { refuseWebPage } from "../remote/refuse-web-page.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import { MOST_ROOTS, mostBytes } from "./metadata-limits.ts";
import type { RegistryParts } from "./open-registry.ts";
import { Unverified } from "./unverified.ts";

/** The root that was pinned, whichever of the registry's it is. Throws SourceTrouble, Unverified. */
export async function pinnedRoot(parts: RegistryParts): Promise<Uint8Array> {
  for (let version = 1; version <= MOST_ROOTS; version++) {
    const bytes = await rootOf(parts, version);
    if (bytes === null) break;
    if (createHash("sha256").update(bytes).digest("hex") === parts.pin) return bytes;
    refuseWebPage(bytes);
  }
  throw new Unverified(`none of its roots has the hash that was pinned (${parts.pin.slice(0, 16)}…)`);
}

/** Null where there are no more. */
async function rootOf({ base, read, limits, signal }: RegistryParts, version: number): Promise<Uint8Array | null> {
  const path = `metadata/${version}.root.json`;
  try {
    return await read(base, path, { most: mostBytes.root, ms: limits.fileMs, signal });
  } catch (error) {
    if (!(error instanceof SourceTrouble) || error.status !== 404) throw error;
    if (version > 1) return null;
    throw new SourceTrouble(`it has no ${path}: that is no Aperture registry`, 404, error);
  }
}
