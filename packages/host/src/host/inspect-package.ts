import { capabilitiesOf, capabilityMeaning, type PluginInspection, type PluginManifest } from "@aperture/sdk";
import { gt } from "semver";
import type { ResolvedPackage } from "../install/package-sources.ts";
import type { ReadPackage } from "../load/read-package.ts";
import { compileConfig } from "./check-config.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import { permissionDiff } from "./permission-diff.ts";

/** What somebody is asked to consent to. `installed`: the one of this name that is there. `waiting`: values that one of this name stored. */
export function inspectionOf(
  { found, provenance, signer, warnings }: ResolvedPackage,
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
    warnings: [
      ...warnings,
      ...warningsOf(found),
      ...(installed ? replaces(manifest, installed) : inherits(manifest, waiting)),
    ],
    provenance,
    signer,
    diff: installed && installed.lost === null ? diffTo(installed, { found, provenance }) : null,
  };
}

/** What a package asks for beyond what is installed. */
export const diffTo = (installed: HostedPlugin, { found, provenance }: Pick<ResolvedPackage, "found" | "provenance">) =>
  permissionDiff(
    {
      manifest: installed.manifest,
      publisher: installed.record.provenance.publisher,
      kind: installed.record.provenance.kind,
    },
    { manifest: found.manifest, publisher: provenance.publisher, kind: provenance.kind },
  );

/** A name is no proof of who wrote it: what an earlier plugin kept is handed to this one. */
function inherits({ name }: PluginManifest, waiting: number): string[] {
  if (waiting === 0) return [];
  const values = waiting === 1 ? "1 value that an earlier" : `${waiting} values that an earlier`;
  return [
    `${values} ${name} stored ${waiting === 1 ? "is" : "are"} waiting for it; once it is installed, \`aperture plugin remove ${name} --purge\` drops ${waiting === 1 ? "it" : "them"}`,
  ];
}

function* replaces(manifest: PluginManifest, { record, manifest: old }: HostedPlugin): Generator<string> {
  if (gt(old.version, manifest.version)) yield `it is older than ${old.version}, which is installed`;
  if (record.pinned) yield `${manifest.name} is pinned to ${record.version}: unpin it first`;
  const unfit = unfitSettings(manifest, record);
  if (unfit !== null) yield `${unfit}; it would run with its defaults, and what you set is kept`;
}

/** What of a user's settings a version does not understand, or null. */
export function unfitSettings(manifest: PluginManifest, { config }: HostedPlugin["record"]): string | null {
  try {
    compileConfig(manifest)(config);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
