import { type CheckedPackage, checkPackage } from "./check-package.ts";
import { checkTexts } from "./check-texts.ts";
import type { PackageFiles } from "./package-files.ts";

export interface ReadPackage extends CheckedPackage {
  readonly source: "folder" | "tarball";
}

/** A package that somebody brings, from wherever. Throws as `checkPackage` does, and for texts that hide something from those who read them. */
export function admitPackage(files: PackageFiles, from: string, source: ReadPackage["source"]): ReadPackage {
  const checked = checkPackage(files, from);
  checkTexts(checked.manifest, files, from);
  return { ...checked, source };
}
