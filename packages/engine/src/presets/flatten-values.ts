import type { PresetValues } from "@aperture/sdk";

/** Every value by its dotted path, in a fixed order: `mode`, `budget.strategy`, `rules.trim-logs`, `plugins.notes.folder` … */
export function flattenValues(values: PresetValues): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const say = (path: string, value: unknown): void => {
    if (value !== undefined) flat.set(path, value);
  };
  say("mode", values.mode);
  for (const part of ["pipeline", "zones", "budget"] as const)
    for (const [key, value] of Object.entries(values[part])) say(`${part}.${key}`, value);
  say("template", values.template);
  for (const rule of values.rules) say(`rules.${rule.name}`, rule);
  for (const item of values.staging) say(`staging.${item.name}`, item);
  for (const [plugin, { config, required }] of Object.entries(values.plugins)) {
    say(`plugins.${plugin}`, required ? "required" : "used if it is there");
    for (const [key, value] of Object.entries(config)) say(`plugins.${plugin}.${key}`, value);
  }
  return flat;
}
