import { ApertureError } from "../errors.ts";
import { explainIssue } from "./explain-issue.ts";
import { PLUGIN_API_VERSION, PluginManifest } from "./manifest.ts";

/**
 * The manifest that `text` is, with its defaults filled in. `file`: how errors call it. Throws `plugin_manifest_invalid` with the JSON
 * pointer (RFC 6901), what is allowed there and what may have been meant; `plugin_api_unsupported` for a later API.
 */
export function parseManifest(text: string, file: string): PluginManifest {
  const invalid = (pointer: string, reason: string) =>
    new ApertureError("plugin_manifest_invalid", { file, pointer: pointer || "/", reason });
  let given: unknown;
  try {
    // Editors on Windows put one in front.
    given = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid("", `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  // First: what a later API has in its manifests is not wrong, only unknown here.
  const wanted = field(given, "apiVersion");
  if (typeof wanted === "number" && Number.isInteger(wanted) && wanted > PLUGIN_API_VERSION) {
    const name = field(given, "name");
    const plugin = typeof name === "string" ? name.slice(0, 64) : file;
    throw new ApertureError("plugin_api_unsupported", { plugin, wanted, spoken: PLUGIN_API_VERSION });
  }
  const read = PluginManifest.safeParse(given);
  if (read.success) return read.data;
  const { pointer, reason } = explainIssue(PluginManifest, given, read.error.issues[0]!);
  throw invalid(pointer, reason);
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
