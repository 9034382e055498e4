import type { InlineRule, Preset, PresetValues, RuleUse } from "@aperture/sdk";
import type { Layer } from "./value-layer.ts";

/** What a preset says itself, without what it extends. `rule` answers a rule that is used by name, or undefined. */
export function presetLayer(preset: Preset, rule: (name: string) => InlineRule | undefined): Layer {
  const values: PresetValues = {
    pipeline: { ...preset.pipeline },
    zones: { ...preset.zones },
    budget: { ...preset.budget },
    rules: (preset.rules ?? []).flatMap((use) => ruleOf(use, rule) ?? []),
    staging: [...(preset.staging ?? [])],
    plugins: { ...preset.plugins },
  };
  if (preset.mode !== undefined) values.mode = preset.mode;
  if (preset.template !== undefined) values.template = preset.template;
  return { from: `preset:${preset.name}`, values };
}

export const nameOf = (use: RuleUse): string => (typeof use === "string" ? use : use.name);

const ruleOf = (use: RuleUse, rule: (name: string) => InlineRule | undefined): InlineRule | undefined =>
  typeof use === "string" ? rule(use) : use;
