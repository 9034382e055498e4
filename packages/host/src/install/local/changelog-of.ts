import type { PackageFiles } from "../../load/package-files.ts";

/** What a CHANGELOG may say, in characters: a page, not a book. */
const CHANGELOG = 20_000;

/** What its author says is new, or null. */
export function changelogOf(files: PackageFiles): string | null {
  for (const [path, bytes] of files)
    if (/^changelog(?:\.(?:md|txt))?$/i.test(path)) return new TextDecoder().decode(bytes).slice(0, CHANGELOG);
  return null;
}
