import { ApertureError, nearestKey, type PluginInfo, PluginName } from "@aperture/sdk";
import { z } from "zod";
import type { ApiServices } from "../services.ts";

export const pluginTag = "plugins";

/** A plugin's id in a path. What is no id at all is a plugin that is not there: `pluginNamed` says so. */
export const pluginParams = z.object({ id: z.string().min(1).max(100) });

/** The plugin of this id. Throws `plugin_not_found`, with the one that may have been meant. */
export function pluginNamed({ plugins }: ApiServices, id: string): PluginInfo {
  const all = plugins.host.list();
  const found = PluginName.safeParse(id).success ? all.find((plugin) => plugin.id === id) : undefined;
  if (found) return found;
  const meant = nearestKey(
    id,
    all.map((plugin) => plugin.id),
  );
  throw new ApertureError("plugin_not_found", {
    plugin: shown(id),
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
  });
}

/** What somebody typed, in a sentence: visible ASCII alone, because a look-alike must not read like the real one. */
const shown = (id: string): string => id.replace(/[^\x20-\x7e]/gu, "?");

/** Whether it keeps requests from leaving unprocessed: turning such a one off takes the token, as what it protects might leave. */
export const isProtecting = ({ manifest }: PluginInfo): boolean =>
  manifest.stages.some(({ onError }) => onError === "block");

/** Whether undoing it may send values that it redacted. */
export const isRedacting = ({ manifest }: PluginInfo): boolean =>
  manifest.permissions.blocks?.write.includes("redact") === true;
