import type { InlineRule, MissingItem, Preset, ResolvedPreset } from "@aperture/sdk";
import { basesOf, extendsOrder, nearestFirst } from "./extends-order.ts";
import { mergeValues } from "./merge-values.ts";
import { missingItem } from "./missing-item.ts";
import { nameOf, presetLayer } from "./preset-layer.ts";
import { PresetSizeError } from "./preset-size-error.ts";
import { type Merged, noValues } from "./value-layer.ts";

/** What there is, by name. */
export interface FindItems {
  preset(name: string): Preset | undefined;
  rule(name: string): InlineRule | undefined;
  template(name: string): boolean;
  plugin(name: string): boolean;
  /** All names of a kind, for "did you mean". */
  names(kind: MissingItem["kind"]): readonly string[];
}

/** Rules of a preset with all that it extends. */
const MOST_RULES = 1_000;

/**
 * A preset with all that it extends: later ones win over earlier ones, its own fields over all. What is not there is listed, and the rest counts.
 * Throws PresetCycleError, which names the members, and PresetSizeError.
 */
export function resolvePreset(name: string, find: FindItems): ResolvedPreset {
  const missing = (kind: MissingItem["kind"], what: string, by: string): MissingItem =>
    missingItem(kind, what, by, (of) => find.names(of));
  const root = find.preset(name);
  if (!root)
    return { values: noValues, origins: {}, chain: [name], missing: [missing("preset", name, "what was asked for")] };
  const { order, unknown } = extendsOrder(root, find.preset);
  const resolved = new Map<string, Resolved>();
  for (const preset of order) resolved.set(preset.name, inherit(preset, resolved, find));
  const { merged, lacking } = resolved.get(root.name)!;
  const { values, origins } = merged;
  if (values.rules.length > MOST_RULES) throw new PresetSizeError(name, `has more than ${MOST_RULES} rules`);
  const { template } = values;
  return {
    values,
    origins: { ...origins },
    chain: nearestFirst(root, find.preset),
    missing: [
      ...unknown.map(({ name: base, by }) => missing("preset", base, `preset ${by}`)),
      ...[...lacking].map(([rule, by]) => missing("rule", rule, `preset ${by}`)),
      ...(template && !find.template(template) ? [missing("template", template, speaker(origins.template))] : []),
      ...Object.keys(values.plugins)
        .filter((plugin) => !find.plugin(plugin))
        .map((plugin) => missing("plugin", plugin, speaker(origins[`plugins.${plugin}`]))),
    ],
  };
}

interface Resolved {
  readonly merged: Merged;
  /** Rules that are used by name and not there, with the preset that uses them. */
  readonly lacking: ReadonlyMap<string, string>;
}

function inherit(preset: Preset, resolved: ReadonlyMap<string, Resolved>, find: FindItems): Resolved {
  const bases = basesOf(preset).flatMap((base) => resolved.get(base) ?? []);
  const without = new Set(preset.withoutRules);
  const from = `preset:${preset.name}`;
  const inherited = withoutRules(mergeValues(bases.map(({ merged }) => ({ from, ...merged }))), without);
  const merged = mergeValues([{ from, ...inherited }, presetLayer(preset, find.rule)]);
  const there = new Set(merged.values.rules.map(({ name }) => name));
  const lacking = new Map<string, string>();
  for (const base of bases) for (const [rule, by] of base.lacking) if (!without.has(rule)) lacking.set(rule, by);
  for (const rule of (preset.rules ?? []).map(nameOf)) lacking.set(rule, preset.name);
  for (const rule of there) lacking.delete(rule);
  return { merged, lacking };
}

function withoutRules({ values, origins }: Merged, without: ReadonlySet<string>): Merged {
  if (without.size === 0) return { values, origins };
  const left = { ...origins };
  for (const rule of without) delete left[`rules.${rule}`];
  return { values: { ...values, rules: values.rules.filter(({ name }) => !without.has(name)) }, origins: left };
}

/** `preset:calm` → `preset calm` */
const speaker = (origin: string | undefined): string => origin?.replace(":", " ") ?? "a preset";
