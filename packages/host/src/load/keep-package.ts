import { randomBytes } from "node:crypto";
import * as nodeFs from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CheckedPackage } from "./check-package.ts";
import { packageIntegrity } from "./integrity.ts";
import { readFolder } from "./read-folder.ts";

/** What of the file system is used; tests let single steps fail. */
export type KeepFs = Pick<typeof nodeFs, "mkdir" | "open" | "rename" | "rm">;

export const STAGING = ".staging-";

/** `1.2.0-3f9a0c1b`: the same content has the same folder, another one never replaces it in place. */
export const folderName = (found: Pick<CheckedPackage, "manifest" | "integrity">): string =>
  `${found.manifest.version}-${Buffer.from(found.integrity.slice("sha512-".length), "base64").toString("hex").slice(0, 8)}`;

/**
 * Writes a package to `<home>/plugins/<id>/<version>-<hash>`: first beside it, then in one rename, so that there is all of it or nothing.
 * `made`: it was not there before. After a failure nothing is left of it; after a crash `sweepPlugins` finds the rest.
 */
export async function keepPackage(
  home: string,
  found: CheckedPackage,
  fs: KeepFs = nodeFs,
): Promise<{ folder: string; made: boolean }> {
  const plugins = join(home, "plugins");
  const folder = join(plugins, found.manifest.name, folderName(found));
  if (await isKept(folder, found.integrity)) return { folder, made: false };
  const staging = join(plugins, `${STAGING}${randomBytes(8).toString("hex")}`);
  try {
    // Only the user reads what the user installed: a plugin's code may hold what it was configured with.
    await fs.mkdir(staging, { recursive: true, mode: 0o700 });
    for (const [path, bytes] of found.files) await write(join(staging, path), bytes, fs);
    await fs.mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    return { folder, made: await take(staging, folder, fs) };
  } catch (error) {
    await fs.rm(staging, { recursive: true, force: true }).catch(() => {});
    // A folder that was only made for this one; one with other versions in it stays.
    await nodeFs.rmdir(dirname(folder)).catch(() => {});
    throw error;
  }
}

/** The same content was installed before, and nobody changed it. */
async function isKept(folder: string, integrity: string): Promise<boolean> {
  try {
    return packageIntegrity(await readFolder(folder, true)) === integrity;
  } catch {
    return false;
  }
}

/** False where something lies there that somebody changed: it is moved away, because a rename replaces no folder that has files. */
async function take(staging: string, folder: string, fs: KeepFs): Promise<boolean> {
  try {
    await fs.rename(staging, folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
  const old = `${staging}-old`;
  await fs.rename(folder, old);
  try {
    await fs.rename(staging, folder);
  } catch (error) {
    await fs.rename(old, folder);
    throw error;
  }
  await fs.rm(old, { recursive: true, force: true });
  return false;
}

async function write(path: string, bytes: Uint8Array, fs: KeepFs): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await fs.open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    // Before the rename: a crash must not leave a folder that looks complete with files that are empty.
    await file.sync();
  } finally {
    await file.close();
  }
}
