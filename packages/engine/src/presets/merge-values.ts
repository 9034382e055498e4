import type { PresetValues } from "@aperture/sdk";
import { flattenValues } from "./flatten-values.ts";
import { type Layer, type Merged, noValues } from "./value-layer.ts";

export type { Layer, Merged } from "./value-layer.ts";

/**
 * Layers in one, the later over the earlier: configuration, project, preset, session. Single values are taken from the last layer that has them;
 * rules and staged texts are joined, one of the same name takes the earlier one's place; settings of plugins are joined key by key, and a plugin is
 * required where any layer requires it. Origins name the very layer whose value counts.
 */
export function mergeValues(layers: readonly Layer[]): Merged {
  let merged: Merged = { values: noValues, origins: {} };
  for (const layer of layers) merged = over(merged, layer);
  return merged;
}

function over(lower: Merged, layer: Layer): Merged {
  const low = lower.values;
  const up: PresetValues = { ...noValues, ...said(layer.values) };
  const values: PresetValues = {
    pipeline: { ...low.pipeline, ...said(up.pipeline) },
    zones: { ...low.zones, ...said(up.zones) },
    budget: { ...low.budget, ...said(up.budget) },
    rules: byName(low.rules, up.rules),
    staging: byName(low.staging, up.staging),
    plugins: pluginsOf(low.plugins, up.plugins),
  };
  const mode = up.mode ?? low.mode;
  if (mode !== undefined) values.mode = mode;
  const template = up.template === undefined ? low.template : up.template;
  if (template !== undefined) values.template = template;
  const origins = new Map(Object.entries(lower.origins));
  for (const path of flattenValues(up).keys())
    if (!isStillRequired(path, low, up)) origins.set(path, layer.origins?.[path] ?? layer.from);
  return { values, origins: Object.fromEntries(origins) };
}

/** A layer that only speaks of a plugin does not make it less required than the one below did. */
function isStillRequired(path: string, low: PresetValues, up: PresetValues): boolean {
  const name = /^plugins\.([^.]+)$/.exec(path)?.[1];
  return name !== undefined && low.plugins[name]?.required === true && up.plugins[name]?.required !== true;
}

/** What a field set to undefined says is nothing. */
const said = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;

/** In the order in which they were first named. */
function byName<Item extends { readonly name: string }>(lower: readonly Item[], upper: readonly Item[]): Item[] {
  const joined = new Map<string, Item>();
  for (const item of [...lower, ...upper]) joined.set(item.name, item);
  return [...joined.values()];
}

type Plugins = PresetValues["plugins"];

function pluginsOf(lower: Plugins, upper: Plugins): Plugins {
  const joined = new Map(Object.entries(lower));
  for (const [name, { config, required }] of Object.entries(upper)) {
    const before = joined.get(name);
    joined.set(name, {
      config: { ...before?.config, ...config },
      required: required || (before?.required ?? false),
    });
  }
  return Object.fromEntries(joined);
}
