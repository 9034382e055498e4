import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { admitPackage, type ReadPackage } from "./admit-package.ts";
import { packageLimits } from "./package-limits.ts";
import { readFolder } from "./read-folder.ts";
import { readTarball } from "./read-tarball.ts";
import { refused } from "./refused.ts";

/** Where a package comes from: a folder or .tgz on this machine, or the bytes of a .tgz. */
export type PackageSource = { readonly path: string } | { readonly archive: Uint8Array };

export type { ReadPackage };

/** Reads and checks a package; keeps nothing. Throws as `admitPackage` does. */
export async function readPackage(source: PackageSource): Promise<ReadPackage> {
  if ("archive" in source) return tarball(source.archive, "the archive");
  const stats = await stat(source.path).catch((error: NodeJS.ErrnoException) => {
    throw refused(source.path, error.code === "ENOENT" ? "there is no such folder or file" : error.message, error);
  });
  if (stats.isDirectory()) return admitPackage(await readFolder(source.path), source.path, "folder");
  if (!stats.isFile()) throw refused(source.path, "it is neither a folder nor a file");
  if (stats.size > packageLimits.archive)
    throw refused(source.path, `it is larger than ${packageLimits.archive / 1_048_576} MB`);
  return tarball(await readFile(source.path), basename(source.path));
}

const tarball = async (archive: Uint8Array, name: string): Promise<ReadPackage> =>
  admitPackage(await readTarball(archive, name), name, "tarball");
