import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { STAGING } from "./keep-package.ts";

/**
 * Removes what a crash left behind: half-written packages, and complete ones that no record speaks of. `kept`: absolute folders in use; null
 * where nobody knows which are, then none goes. `apart`: plugins' folders in which none goes.
 */
export async function sweepPlugins(
  home: string,
  kept: ReadonlySet<string> | null,
  apart: readonly string[] = [],
): Promise<void> {
  const plugins = join(home, "plugins");
  for (const entry of await foldersOf(plugins)) {
    const folder = join(plugins, entry);
    if (entry.startsWith(STAGING)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (kept && !apart.includes(folder)) await sweepPackages(folder, kept);
  }
}

/** Removes the packages of one plugin, but for those in use. */
export async function sweepPackages(folder: string, kept: ReadonlySet<string> = new Set()): Promise<void> {
  // `1.2.0-3f9a0c1b`: nothing else in there is ours to remove, a plugin's own data for one.
  for (const version of await foldersOf(folder))
    if (/^\d+\.\d+\.\d+.*-[0-9a-f]{8}$/.test(version) && !kept.has(join(folder, version)))
      await rm(join(folder, version), { recursive: true, force: true });
  // Fails where something is in it: that is what is wanted.
  await rmdir(folder).catch(() => {});
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
