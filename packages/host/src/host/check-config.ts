import { ApertureError, explainIssue, nearestKey, type PluginManifest } from "@aperture/sdk";
import { z } from "zod";
import type { Json } from "../border/calls.ts";

type Settings = Readonly<Record<string, Json>>;
/** Settings as the plugin gets them, defaults filled in. Throws `plugin_config_invalid`. */
export type ReadConfig = (given: Settings) => Settings;

const DEEPEST = 12;
/** Keywords that would have a stranger's regular expression run on the host's own thread. */
const expressions = ["pattern", "patternProperties"];

/** What checks a plugin's settings against its manifest's JSON Schema. Throws `plugin_manifest_invalid` where that cannot be used. */
export function compileConfig(manifest: PluginManifest): ReadConfig {
  const { name, config } = manifest;
  if (!config) return (given) => refuseUnknown(name, given, {});
  const unusable = (pointer: string, reason: string): ApertureError =>
    new ApertureError("plugin_manifest_invalid", {
      file: "aperture.plugin.json",
      pointer: `/config${pointer}`,
      reason,
    });
  if (config.type !== "object") throw unusable("/type", 'settings are an object: "type": "object"');
  const trouble = troubleIn(config as Json, "", 0);
  if (trouble) throw unusable(trouble.pointer, trouble.reason);
  const schema = compiled(config, unusable);
  const properties = isObject(config.properties) ? config.properties : {};
  const isOpen = "additionalProperties" in config && config.additionalProperties !== false;
  return (given) => {
    if (!isOpen) refuseUnknown(name, given, properties);
    const read = schema.safeParse(given);
    if (read.success) return read.data as Settings;
    const { pointer, reason } = explainIssue(schema, given, read.error.issues[0]!);
    throw new ApertureError("plugin_config_invalid", { plugin: name, pointer: pointer || "/", reason });
  };
}

function compiled(config: object, unusable: (pointer: string, reason: string) => ApertureError): z.ZodType {
  try {
    return z.fromJSONSchema(config as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    throw unusable("", error instanceof Error ? error.message : "it is no JSON Schema");
  }
}

function refuseUnknown(plugin: string, given: Settings, properties: object): Settings {
  const known = Object.keys(properties);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return given;
  const nearest = nearestKey(unknown, known);
  const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  const allowed = known.length === 0 ? "it has no settings" : `allowed: ${known.join(", ")}`;
  throw new ApertureError("plugin_config_invalid", {
    plugin,
    pointer: pointerTo([unknown]),
    reason: `there is no such setting; ${allowed}${meant}`,
  });
}

/** RFC 6901. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? "/" : path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What in a stranger's schema must not be compiled here. */
function troubleIn(schema: Json, pointer: string, depth: number): { pointer: string; reason: string } | null {
  if (depth > DEEPEST * 2) return { pointer, reason: `it is deeper than ${DEEPEST} levels` };
  if (schema === null || typeof schema !== "object") return null;
  for (const [key, value] of Object.entries(schema)) {
    const at = `${pointer}${pointerTo([key])}`;
    const isName = pointer.endsWith("/properties");
    if (!isName && expressions.includes(key))
      return { pointer: at, reason: "expressions are not evaluated here: use enum, or check the value in the plugin" };
    if (!isName && key === "$ref") return { pointer: at, reason: "references are not followed: write it out" };
    const inside = troubleIn(value as Json, at, depth + 1);
    if (inside) return inside;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
