import type { AppliedLibraryItem, PluginInfo, PresetValues, UpdatePlugin } from "@aperture/sdk";

/** What presets do with plugins: they set values, and nothing else. */
export interface PluginSettings {
  list(): readonly PluginInfo[];
  update(id: string, change: Pick<UpdatePlugin, "config">): Promise<unknown>;
}

/** Sets the values that a preset has for installed plugins, beside those that stay; answers what is another one now. */
export async function setPluginValues(
  plugins: PluginSettings,
  wanted: PresetValues["plugins"],
  dryRun: boolean,
): Promise<AppliedLibraryItem["plugins"]> {
  const done: AppliedLibraryItem["plugins"] = [];
  for (const { id, settings } of plugins.list()) {
    const config = wanted[id]?.config ?? {};
    const changed = Object.entries(config).filter(
      ([key, value]) => JSON.stringify(settings[key]) !== JSON.stringify(value),
    );
    if (changed.length === 0) continue;
    if (!dryRun) await plugins.update(id, { config: { ...settings, ...config } });
    for (const [key, value] of changed)
      done.push({
        plugin: id,
        path: key,
        before: settings[key] === undefined ? null : JSON.stringify(settings[key]),
        after: JSON.stringify(value),
      });
  }
  return done;
}
