import { isAbsolute, resolve } from "node:path";
import { ApertureError, type InspectPlugin } from "@aperture/sdk";
import { changelogOf } from "../install/local/changelog-of.ts";
import { readArchive, readLocal } from "../install/local/read-local.ts";
import type { PackageSources, ResolvedPackage, ResolveOptions } from "../install/package-sources.ts";
import { compileConfig } from "./check-config.ts";

/** Where somebody says that a plugin is: exactly one of the three. */
export type PackageAddress = Pick<InspectPlugin, "spec" | "registry" | "path" | "archive">;

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
  const source = path === undefined ? { archive: Buffer.from(archive!, "base64") } : { path: resolve(path) };
  if (sources) return sources.local(source);
  const local = "path" in source ? await readLocal(source.path) : await readArchive(source.archive);
  return { ...local, signer: null, changelog: changelogOf(local.found.files), warnings: [] };
}
