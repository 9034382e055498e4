import { isAbsolute, resolve } from "node:path";
import { ApertureError, type InspectPlugin } from "@aperture/sdk";
import { localProvenance } from "../border/local-provenance.ts";
import type { PackageSources, ResolvedPackage, ResolveOptions } from "../install/package-sources.ts";
import type { PackageFiles } from "../load/package-files.ts";
import { readPackage } from "../load/read-package.ts";
import { compileConfig } from "./check-config.ts";

/** Where somebody says that a plugin is: exactly one of the three. */
export type PackageAddress = Pick<InspectPlugin, "spec" | "registry" | "path" | "archive">;

/** What a CHANGELOG may say, in characters: a page, not a book. */
const CHANGELOG = 20_000;

/** Reads a package that somebody names, and its configuration's schema: what cannot be used is told before anything is kept. */
export async function openPackage(
  address: PackageAddress,
  sources: PackageSources | undefined,
  options: ResolveOptions = {},
): Promise<ResolvedPackage> {
  const opened = await open(address, sources, options);
  compileConfig(opened.found.manifest);
  return opened;
}

async function open(
  { spec, registry, path, archive }: PackageAddress,
  sources: PackageSources | undefined,
  options: ResolveOptions,
): Promise<ResolvedPackage> {
  if ([spec, path, archive].filter((each) => each !== undefined).length !== 1)
    throw new ApertureError("invalid_input", {
      detail: "one of `spec`, `path` and `archive` says where the plugin is",
    });
  if (spec !== undefined) {
    if (!sources) throw new ApertureError("plugin_source_unknown", { spec, reason: "there are no sources here" });
    return sources.resolve(spec, registry === undefined ? options : { ...options, registry });
  }
  if (registry !== undefined)
    throw new ApertureError("invalid_input", { detail: "registry: it says where a `spec` is looked for" });
  if (path !== undefined && !isAbsolute(path))
    throw new ApertureError("invalid_input", { detail: `path: ${path} is not absolute` });
  const found = await readPackage(
    path === undefined ? { archive: Buffer.from(archive!, "base64") } : { path: resolve(path) },
  );
  const provenance = localProvenance(found.source, path === undefined ? "an archive" : resolve(path));
  return { found, provenance, signer: null, changelog: changelogOf(found.files), warnings: [] };
}

/** What its author says is new, or null. */
export function changelogOf(files: PackageFiles): string | null {
  for (const [path, bytes] of files)
    if (/^changelog(?:\.(?:md|txt))?$/i.test(path)) return new TextDecoder().decode(bytes).slice(0, CHANGELOG);
  return null;
}
