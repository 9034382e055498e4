import { compileConfig } from "@aperture/host/host/check-config";
import type { AppliedLibraryItem, PluginInfo, PresetValues, UpdatePlugin } from "@aperture/sdk";
import type { KeptSetting, SettingsBefore } from "./settings-before.ts";

type Settings = PluginInfo["settings"];

/** What presets do with plugins: they set values, and nothing else. */
export interface PluginSettings {
  list(): readonly Pick<PluginInfo, "id" | "manifest" | "settings">[];
  update(id: string, change: Pick<UpdatePlugin, "config">): Promise<unknown>;
}

export interface PluginPlan {
  readonly rows: AppliedLibraryItem["plugins"];
  readonly notices: readonly string[];
  /** Of plugins whose settings are others then: the user's settings, whole, as they were and as they will be. */
  readonly configs: readonly {
    readonly plugin: Pick<PluginInfo, "id" | "manifest">;
    readonly before: Settings;
    readonly after: Settings;
  }[];
  /** What is kept then. */
  readonly kept: readonly KeptSetting[];
}

export interface PlanInput {
  readonly plugins: readonly Pick<PluginInfo, "id" | "manifest" | "settings">[];
  readonly kept: readonly KeptSetting[];
  /** A preset that comes, with what it sets. */
  readonly comes: { readonly preset: string; readonly values: PresetValues["plugins"] } | null;
  /** A preset that goes: what it set is given back, unless somebody set something else since. */
  readonly goes: string | null;
}

/** What would be set in plugins, beside what stays; nothing is done yet. */
export function planPluginValues({ plugins, kept: all, comes, goes }: PlanInput): PluginPlan {
  const notices: string[] = [];
  const now = new Map(plugins.map(({ id, settings }) => [id, new Map(Object.entries(settings))]));
  let kept = all.filter(({ preset }) => preset !== goes);
  for (const gone of all.filter(({ preset }) => preset === goes)) giveBack(gone);
  for (const { id } of plugins)
    for (const [path, value] of Object.entries(comes?.values[id]?.config ?? {})) set(comes!.preset, id, path, value);

  const configs = plugins.flatMap((plugin) => {
    const after: Settings = Object.fromEntries(now.get(plugin.id)!);
    return isSame(sorted(plugin.settings), sorted(after)) ? [] : [{ plugin, before: plugin.settings, after }];
  });
  const rows = configs.flatMap(({ plugin, before, after }) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((path) => !isSame(before[path], after[path]))
      .map((path) => ({ plugin: plugin.id, path, before: told(before[path]), after: told(after[path]) })),
  );
  if (rows.length > 0) notices.push("settings of plugins count for all sessions, not for one alone");
  return { rows, notices, configs, kept };

  function giveBack({ preset, plugin, path, before, after }: KeptSetting): void {
    const settings = now.get(plugin);
    if (!settings) return;
    // A preset that came later remembers this one's value as what was before it: from now on that is what was before this one.
    const later = kept.find((one) => one.plugin === plugin && one.path === path && isSame(one.before, after));
    if (later) {
      kept = kept.map((one) => (one === later ? { ...one, before } : one));
      notices.push(`${plugin}: ${path} stays ${told(settings.get(path))}: the preset ${later.preset} sets it too`);
    } else if (!isSame(settings.get(path), after))
      notices.push(`${plugin}: ${path} stays ${told(settings.get(path))}: it was changed after ${preset} set it`);
    else if (before === undefined) settings.delete(path);
    else settings.set(path, before);
  }

  function set(preset: string, plugin: string, path: string, value: KeptSetting["after"]): void {
    const settings = now.get(plugin)!;
    const own = kept.find((one) => one.preset === preset && one.plugin === plugin && one.path === path);
    // Applied once more: what was there before the first time is what was before.
    const before = own && isSame(settings.get(path), own.after) ? own.before : settings.get(path);
    kept = [...kept.filter((one) => one !== own), { preset, plugin, path, before, after: value }];
    settings.set(path, value);
  }
}

/** Whether the plugins would take it. Throws `plugin_config_invalid`, `plugin_manifest_invalid`. */
export function checkPluginPlan({ configs }: PluginPlan): void {
  for (const { plugin, after } of configs) compileConfig(plugin.manifest)(after);
}

/**
 * Sets it, and keeps what was there: before it is set, so that a process that is killed meanwhile has lost nothing. Rejects where a plugin does
 * not take it; then all are as they were. Answers what takes it back.
 */
export async function carryOutPluginPlan(
  plugins: PluginSettings,
  book: SettingsBefore,
  { configs, kept }: PluginPlan,
): Promise<() => Promise<void>> {
  const old = book.all();
  if (configs.length === 0 && isSame(old, kept)) return async () => {};
  const done: (typeof configs)[number][] = [];
  const takeBack = async (): Promise<void> => {
    for (const { plugin, before } of done) await plugins.update(plugin.id, { config: before });
    book.write(old);
  };
  book.write([...kept, ...old.filter((one) => !kept.some((other) => isSameSetting(one, other)))]);
  try {
    for (const change of configs) {
      await plugins.update(change.plugin.id, { config: change.after });
      done.push(change);
    }
    book.write(kept);
  } catch (error) {
    await takeBack();
    throw error;
  }
  return takeBack;
}

const isSameSetting = (one: KeptSetting, other: KeptSetting): boolean =>
  one.preset === other.preset && one.plugin === other.plugin && one.path === other.path;
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const sorted = (settings: Settings) => Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
const told = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
