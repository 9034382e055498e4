import type { PluginManifest } from "../plugin/manifest.ts";
import { parseManifest } from "../plugin/parse-manifest.ts";

/** What a plugin without a manifest of its own is tried with. */
const everything = {
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  storage: "1mb",
  panel: true,
};

/**
 * The manifest of a plugin that was made with `definePlugin`, read as the host reads it; of a `PipelinePlugin`, one that asks for everything a
 * stage may have. Throws `plugin_manifest_invalid`.
 */
export function manifestOf(plugin: object): PluginManifest {
  if ("manifest" in plugin) return parseManifest(JSON.stringify(plugin.manifest) ?? "", "aperture.plugin.json");
  const { name, version, stage } = plugin as Readonly<Record<string, unknown>>;
  const manifest = {
    name: name ?? "tried",
    version: version ?? "0.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "plugin.js",
    stages: typeof stage === "string" ? [{ at: stage }] : [],
    permissions: everything,
  };
  return parseManifest(JSON.stringify(manifest), "the plugin's own name, version and stage");
}

/** What the user sets, over the `default` values of the manifest's schema. */
export function configWith(manifest: PluginManifest, config: object): Record<string, unknown> {
  const properties = (manifest.config as { readonly properties?: Readonly<Record<string, unknown>> } | undefined)
    ?.properties;
  const defaults = Object.entries(properties ?? {}).flatMap(([name, schema]) =>
    typeof schema === "object" && schema !== null && "default" in schema ? [[name, schema.default]] : [],
  );
  return { ...Object.fromEntries(defaults), ...config };
}
