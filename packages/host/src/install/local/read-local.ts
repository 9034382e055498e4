import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Provenance } from "@aperture/sdk";
import { localProvenance } from "../../border/local-provenance.ts";
import { admitPackage } from "../../load/admit-package.ts";
import { integrityOf } from "../../load/integrity.ts";
import { packageLimits } from "../../load/package-limits.ts";
import { type ReadPackage, readPackage } from "../../load/read-package.ts";
import { readTarball } from "../../load/read-tarball.ts";

/** A folder or archive on this machine. Throws as `readPackage` does. */
export async function readLocal(path: string): Promise<{ found: ReadPackage; provenance: Provenance }> {
  const from = resolve(path);
  const stats = await stat(from).catch(() => null);
  // Folders, and all that is wrong with a path.
  if (!stats?.isFile() || stats.size > packageLimits.archive) {
    const found = await readPackage({ path: from });
    return { found, provenance: localProvenance(found.source, from) };
  }
  const archive = await readFile(from);
  const name = basename(from);
  const found = admitPackage(await readTarball(archive, name), name, "tarball");
  return { found, provenance: { ...localProvenance("tarball", from), archive: integrityOf(archive) } };
}
