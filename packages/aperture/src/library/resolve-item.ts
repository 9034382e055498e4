import { PresetCycleError } from "@aperture/engine/presets/preset-cycle-error";
import { PresetSizeError } from "@aperture/engine/presets/preset-size-error";
import { resolvePreset } from "@aperture/engine/presets/resolve-preset";
import {
  ApertureError,
  type InlineRule,
  type Preset,
  type ResolvedPreset,
  type Rule,
  type YamlProblem,
} from "@aperture/sdk";
import { invalid, notFound } from "./library-errors.ts";
import type { FoundItem, LibrarySources } from "./library-sources.ts";

/** A preset with all that it extends. Throws `library_not_found`, `library_invalid`, `preset_cycle`. */
export function resolveByName(
  sources: LibrarySources,
  name: string,
  project: string | null,
  plugins: readonly string[],
): ResolvedPreset {
  const preset = (other: string): Preset | undefined => {
    const found = sources.find("preset", other, project);
    if (found === null) return undefined;
    return usable<Preset>(found);
  };
  if (preset(name) === undefined) throw notFound("preset", name, sources.names("preset", project));
  try {
    return resolvePreset(name, {
      preset,
      rule(other) {
        const found = sources.find("rule", other, project);
        return found === null ? undefined : asInline(usable<Rule>(found));
      },
      template: (other) => sources.find("template", other, project) !== null,
      names: (kind) => (kind === "plugin" ? [...plugins] : sources.names(kind, project)),
      plugin: (other) => plugins.includes(other),
    });
  } catch (error) {
    if (error instanceof PresetCycleError)
      throw new ApertureError(
        "preset_cycle",
        { members: [...error.members, error.members[0]].join(" → ") },
        { cause: error },
      );
    if (error instanceof PresetSizeError)
      throw invalid([tooLarge(sources.find("preset", name, project)!, error.message)]);
    throw error;
  }
}

const tooLarge = ({ path: file }: FoundItem, reason: string): YamlProblem => ({
  file,
  line: 1,
  column: 1,
  pointer: "/extends",
  reason,
  allowed: null,
  nearest: null,
});

/** Its value, or `library_invalid` with all that is wrong. */
export function usable<Value>(found: FoundItem): Value {
  if (found.value === null) throw invalid(found.problems);
  return found.value as Value;
}

/** As it stands in a list of rules: without what only its file says. */
export const asInline = ({ name, description, when, action, limits }: Rule): InlineRule => ({
  name,
  description,
  when,
  action,
  limits,
});
