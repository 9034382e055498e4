import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Provenance } from "@aperture/sdk";
import { localProvenance } from "../../border/local-provenance.ts";
import { admitPackage } from "../../load/admit-package.ts";
import { integrityOf } from "../../load/integrity.ts";
import { packageLimits } from "../../load/package-limits.ts";
import { type ReadPackage, readPackage } from "../../load/read-package.ts";
import { readTarball } from "../../load/read-tarball.ts";
import { signedInside } from "../signed-inside.ts";

export interface LocalPackage {
  readonly found: ReadPackage;
  /** With the key that signed it from within, if any did. */
  readonly provenance: Provenance;
}

/** The bytes of an archive that somebody sent. Throws as `readPackage` does, and as `signedInside`. */
export async function readArchive(archive: Uint8Array, from = "an archive"): Promise<LocalPackage> {
  const found = admitPackage(await readTarball(archive, basename(from)), basename(from), "tarball");
  const local = localProvenance("tarball", from);
  return { found, provenance: { ...local, archive: integrityOf(archive), publisher: signedInside(found) } };
}

/** A folder or archive on this machine. Throws as `readPackage` does, and as `signedInside`. */
export async function readLocal(path: string): Promise<LocalPackage> {
  const from = resolve(path);
  const stats = await stat(from).catch(() => null);
  // Folders, and all that is wrong with a path.
  if (!stats?.isFile() || stats.size > packageLimits.archive) {
    const found = await readPackage({ path: from });
    return { found, provenance: { ...localProvenance(found.source, from), publisher: signedInside(found) } };
  }
  return readArchive(await readFile(from), from);
}
