import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PLUGIN_API_VERSION, PluginManifest, parseManifest, type StageDeclaration } from "@aperture/sdk";
import { MANIFEST } from "../load/manifest-file.ts";
import type { PluginRecord } from "./services.ts";

/**
 * The manifest of an installed plugin, before its files are read and checked: where it stands has to be known before the first request. It
 * grants nothing by itself. Where it cannot be read: one that says no more than the record does.
 */
export function readKeptManifest(record: PluginRecord): PluginManifest {
  try {
    const manifest = parseManifest(readFileSync(join(record.folder, MANIFEST), "utf8"), MANIFEST);
    const protects = manifest.stages.some(({ onError }) => onError === "block");
    if (manifest.name === record.id && (protects || !record.protects)) return manifest;
  } catch {
    // What is wrong with it is said when it is started.
  }
  return PluginManifest.parse({
    name: record.id,
    version: record.version,
    apiVersion: PLUGIN_API_VERSION,
    description: "Its manifest cannot be read.",
    runtime: "js",
    entry: "plugin.js",
    stages: record.protects ? [guard] : [],
  });
}

/** Stands in for stages that must not be passed by and are not known any more: requests wait for the user's word. */
const guard: Partial<StageDeclaration> & Pick<StageDeclaration, "at"> = { at: "before_emit", onError: "block" };
