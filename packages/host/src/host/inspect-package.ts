import { isAbsolute, resolve } from "node:path";
import {
  ApertureError,
  capabilitiesOf,
  capabilityMeaning,
  type InspectPlugin,
  type PluginInspection,
  type PluginManifest,
} from "@aperture/sdk";
import { localProvenance } from "../border/local-provenance.ts";
import { type ReadPackage, readPackage } from "../load/read-package.ts";
import { compileConfig } from "./check-config.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";

/** Reads a package that somebody names, and its configuration's schema: what cannot be used is told before anything is kept. */
export async function openPackage({ path, archive }: Pick<InspectPlugin, "path" | "archive">): Promise<ReadPackage> {
  if ((path === undefined) === (archive === undefined))
    throw new ApertureError("invalid_input", { detail: "either `path` or `archive` says where the plugin is" });
  if (path !== undefined && !isAbsolute(path))
    throw new ApertureError("invalid_input", { detail: `path: ${path} is not absolute` });
  const found = await readPackage(
    path === undefined ? { archive: Buffer.from(archive!, "base64") } : { path: resolve(path) },
  );
  compileConfig(found.manifest);
  return found;
}

/** What somebody is asked to consent to. `installed`: the one of this name that is there. `waiting`: values that one of this name stored. */
export function inspectionOf(
  found: ReadPackage,
  installed: HostedPlugin | undefined,
  waiting: number,
): PluginInspection {
  const { manifest, integrity, bytes, files } = found;
  const known = new Set(installed?.record.granted);
  return {
    manifest,
    integrity,
    capabilities: capabilitiesOf(manifest.permissions).map((capability) => ({
      capability,
      means: capabilityMeaning(capability),
      isNew: installed !== undefined && !known.has(capability),
    })),
    installed: installed?.record.version ?? null,
    bytes,
    files: files.size,
    warnings: [...warningsOf(found), ...(installed ? [] : inherits(manifest, waiting))],
    provenance: localProvenance(found.source, ""),
    signer: null,
    diff: null,
  };
}

/** A name is no proof of who wrote it: what an earlier plugin kept is handed to this one. */
function inherits({ name }: PluginManifest, waiting: number): string[] {
  if (waiting === 0) return [];
  const values = waiting === 1 ? "1 value that an earlier" : `${waiting} values that an earlier`;
  return [
    `${values} ${name} stored ${waiting === 1 ? "is" : "are"} waiting for it; once it is installed, \`aperture plugin remove ${name} --purge\` drops ${waiting === 1 ? "it" : "them"}`,
  ];
}

function* warningsOf({ manifest, files }: ReadPackage): Generator<string> {
  const { runtime, stages, permissions } = manifest;
  if (runtime === "native")
    yield "it runs in-process and can do whatever Aperture can: install it only if you trust its author";
  const protecting = stages.filter(({ onError }) => onError === "block").map(({ at }) => at);
  if (protecting.length > 0) yield `requests that its stages (${protecting.join(", ")}) cannot process are not sent`;
  if (permissions.blocks?.read === "content" && (permissions.net?.length ?? 0) > 0)
    yield "it reads the conversation and may call over the network: it could send what it reads";
  if (permissions.net?.some((host) => host.startsWith("*."))) yield "it may call every host below a domain";
  if (permissions.fs?.read.includes("$PROJECT/**")) yield "it may read every file of the project";
  if (![...files.keys()].some((path) => /^readme/i.test(path))) yield "it has no README";
}
