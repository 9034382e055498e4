import type { PluginManifest } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { compileConfig } from "./check-config.ts";
import type { PluginRecord } from "./services.ts";

/**
 * A plugin's settings with their defaults. Some that a newer version does not understand must not keep it from starting: then it has its
 * defaults, and says so. Throws `plugin_config_invalid` where it has no default for what it must be told, `plugin_manifest_invalid`.
 */
export function settingsOf(
  manifest: PluginManifest,
  record: Pick<PluginRecord, "config">,
  warn: (message: string) => void = () => {},
): Json {
  const read = compileConfig(manifest);
  try {
    return read(record.config);
  } catch (error) {
    const defaults = read({});
    warn(`${(error as Error).message}; it runs with its defaults`);
    return defaults;
  }
}
