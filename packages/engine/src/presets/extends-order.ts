import type { Preset } from "@aperture/sdk";
import { PresetCycleError } from "./preset-cycle-error.ts";
import { PresetSizeError } from "./preset-size-error.ts";

/** Presets in one, and how deep they may extend each other: many times what a team needs. */
const MOST = 100;
const DEEPEST = 20;

export interface ExtendsOrder {
  /** Every preset once, each behind all that it extends. */
  readonly order: readonly Preset[];
  /** Those that are named and not there, with who names them first. */
  readonly unknown: readonly { readonly name: string; readonly by: string }[];
}

/** All that a preset extends. Throws PresetCycleError and PresetSizeError; each preset is looked at once, however often it is named. */
export function extendsOrder(root: Preset, find: (name: string) => Preset | undefined): ExtendsOrder {
  const order: Preset[] = [];
  const unknown = new Map<string, string>();
  const placed = new Set<string>();
  const path: string[] = [];
  const visit = (preset: Preset): void => {
    const { name } = preset;
    if (placed.has(name)) return;
    if (path.includes(name)) throw new PresetCycleError(path.slice(path.indexOf(name)));
    if (path.length === DEEPEST) throw new PresetSizeError(root.name, `extends others more than ${DEEPEST} deep`);
    path.push(name);
    for (const base of basesOf(preset)) {
      const found = find(base);
      if (found) visit(found);
      else if (!unknown.has(base)) unknown.set(base, name);
    }
    path.pop();
    placed.add(name);
    order.push(preset);
    if (order.length > MOST) throw new PresetSizeError(root.name, `is made of more than ${MOST} presets`);
  };
  visit(root);
  return { order, unknown: [...unknown].map(([name, by]) => ({ name, by })) };
}

/** What a preset extends, as it is written. */
export const basesOf = ({ extends: bases }: Preset): readonly string[] =>
  bases === undefined ? [] : typeof bases === "string" ? [bases] : bases;

/** Names, the one that was asked for first, then nearest first. */
export function nearestFirst(root: Preset, find: (name: string) => Preset | undefined): string[] {
  const names = new Set([root.name]);
  for (const name of names) for (const base of basesOf(find(name) ?? root)) if (find(base)) names.add(base);
  return [...names];
}
