import { type InlineRule, Preset } from "@aperture/sdk";
import type { FindItems } from "../resolve-preset.ts";

export interface There {
  readonly presets: readonly Preset[];
  readonly rules?: readonly InlineRule[];
  readonly templates?: readonly string[];
  readonly plugins?: readonly string[];
}

/** A library of what is given. */
export function findIn({ presets, rules = [], templates = [], plugins = [] }: There): FindItems {
  const byName = new Map(presets.map((one) => [one.name, one]));
  const names = {
    preset: [...byName.keys()],
    rule: rules.map(({ name }) => name),
    template: templates,
    plugin: plugins,
  };
  return {
    preset: (name) => byName.get(name),
    rule: (name) => rules.find((rule) => rule.name === name),
    template: (name) => templates.includes(name),
    plugin: (name) => plugins.includes(name),
    names: (kind) => names[kind],
  };
}

export const preset = (name: string, fields: object = {}): Preset => Preset.parse({ kind: "preset", name, ...fields });
