import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { FileCollector, type PackageFiles } from "./package-files.ts";
import { packageLimits } from "./package-limits.ts";
import { refused } from "./refused.ts";

/** Never part of a package: what tools keep beside the author's own files. Dependencies are refused where they are named. */
export const passedOver: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".hg",
  ".svn",
  ".DS_Store",
  ".aperture",
]);
/** Part of it even where `files` of package.json does not name them. */
const always =
  /^(?:aperture\.plugin\.json|package\.json|readme(?:\.[a-z]+)?|licen[cs]e(?:\.[a-z]+)?|changelog(?:\.[a-z]+)?)$/i;

/**
 * Files of a plugin's folder, as `npm pack` would take them; `whole`: of an installed one, whatever its package.json names. Throws
 * `plugin_package_refused`; links are never followed.
 */
export async function readFolder(folder: string, whole = false): Promise<PackageFiles> {
  const stats = await lstat(folder).catch(() => null);
  if (!stats) throw refused(folder, "there is no such folder or file");
  if (!stats.isDirectory()) throw refused(folder, "it is no folder");
  const collector = new FileCollector(folder);
  const belongs = whole ? () => true : await filesOf(folder);
  await walk(folder, "", belongs, collector);
  return collector.files;
}

async function walk(
  folder: string,
  inside: string,
  belongs: (path: string, isFolder: boolean) => boolean,
  collector: FileCollector,
): Promise<void> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    if (passedOver.has(entry.name)) continue;
    const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (!belongs(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) {
      if (path.split("/").length >= packageLimits.depth)
        throw refused(folder, `${path} is deeper than ${packageLimits.depth} folders`);
      await walk(folder, path, belongs, collector);
    } else if (entry.isFile()) {
      collector.add(path, await readPlain(folder, path, collector));
    } else {
      const kind = entry.isSymbolicLink() ? "a symbolic link" : "no plain file";
      throw refused(folder, `${JSON.stringify(path)} is ${kind}; a package has plain files only`);
    }
  }
}

/** O_NOFOLLOW: between looking and reading somebody may have put a link there. */
async function readPlain(folder: string, path: string, collector: FileCollector): Promise<Uint8Array> {
  const file = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(folder, `${JSON.stringify(path)} is no plain file`);
    collector.expect(path, stats.size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** What `files` of package.json names, folders and files; everything where it names nothing. */
async function filesOf(folder: string): Promise<(path: string, isFolder: boolean) => boolean> {
  const names = await namedFiles(folder);
  if (!names) return () => true;
  return (path, isFolder) => {
    if (!isFolder && !path.includes("/") && always.test(path)) return true;
    return names.some(
      (name) => path === name || path.startsWith(`${name}/`) || (isFolder && name.startsWith(`${path}/`)),
    );
  };
}

async function namedFiles(folder: string): Promise<string[] | null> {
  try {
    const file = await open(join(folder, "package.json"), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { files } = JSON.parse(await file.readFile("utf8")) as { files?: unknown };
      if (!Array.isArray(files)) return null;
      return files.filter((name) => typeof name === "string").map((name) => name.replace(/^\.?\/|\/(?:\*\*?)?$/g, ""));
    } finally {
      await file.close();
    }
  } catch {
    // What is wrong with a package.json is told where it is checked.
    return null;
  }
}
