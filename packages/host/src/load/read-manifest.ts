import { ApertureError, PLUGIN_API_VERSION, PluginManifest } from "@aperture/sdk";
import { z } from "zod";

export const MANIFEST = "aperture.plugin.json";

const Version = z.looseObject({ name: z.string().max(64).optional(), apiVersion: z.int() });

/** The manifest of this text. Throws `plugin_manifest_invalid`, `plugin_api_unsupported`. */
export function readManifest(text: string, file: string): PluginManifest {
  const given = parsed(text, file);
  // First: what a later API has in its manifests is not wrong, only unknown here.
  const version = Version.safeParse(given);
  if (version.success && version.data.apiVersion > PLUGIN_API_VERSION)
    throw new ApertureError("plugin_api_unsupported", {
      plugin: version.data.name ?? file,
      wanted: version.data.apiVersion,
      spoken: PLUGIN_API_VERSION,
    });
  const read = PluginManifest.safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw new ApertureError("plugin_manifest_invalid", {
    file,
    pointer: `/${issue.path.join("/")}`,
    reason: issue.message,
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApertureError("plugin_manifest_invalid", { file, pointer: "/", reason: (error as Error).message });
  }
}
