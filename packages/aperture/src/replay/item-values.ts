import { PresetCycleError } from "@aperture/engine/presets/preset-cycle-error";
import { resolvePreset } from "@aperture/engine/presets/resolve-preset";
import { noValues } from "@aperture/engine/presets/value-layer";
import {
  ApertureError,
  type InlineRule,
  type LibraryKind,
  type LibraryRef,
  type Preset,
  type PresetValues,
  type Rule,
  type Template,
} from "@aperture/sdk";
import type { Library } from "../library/contract.ts";
import { invalid } from "../library/library-errors.ts";
import { readItem } from "../library/read-item.ts";
import { asInline } from "../library/resolve-item.ts";

/** What counts in a session to which something of the library alone was applied. */
export interface ItemValues {
  readonly values: PresetValues;
  readonly template: Template | null;
}

/**
 * `project`: whose own items go over the others, as in a session that works there. Throws `library_not_found`, `library_invalid`, `preset_cycle`.
 * A template that is missing is left out, as it is in a session.
 */
export function valuesOf(library: Library, { kind, name }: LibraryRef, project: string | null): ItemValues {
  if (kind === "rule") return ofRule(library.rule(name, project));
  if (kind === "template") return { values: noValues, template: library.template(name, project) };
  const { values } = library.resolve(name, project);
  return { values, template: templateOf(library, values, project) };
}

/** Of a text that is not saved yet. Throws `library_invalid` and `preset_cycle`. */
export function valuesOfText(library: Library, kind: LibraryKind, text: string, project: string | null): ItemValues {
  const { value, problems } = readItem(kind, text, `unsaved ${kind}`);
  if (value === null) throw invalid(problems);
  if (value.kind === "rule") return ofRule(asInline(value));
  if (value.kind === "template") return { values: noValues, template: value };
  const values = resolveUnsaved(library, value, project);
  return { values, template: templateOf(library, values, project) };
}

const ofRule = (rule: InlineRule): ItemValues => ({ values: { ...noValues, rules: [rule] }, template: null });

function templateOf(library: Library, { template }: PresetValues, project: string | null): Template | null {
  return template ? (orNothing(() => library.template(template, project)) ?? null) : null;
}

/** What it extends is the library's; whoever extends it meanwhile extends this text. */
function resolveUnsaved(library: Library, unsaved: Preset, project: string | null): PresetValues {
  const itemOf = <Value extends Preset | Rule>(kind: LibraryKind, name: string): Value | null =>
    library.get(kind, name, project).value as Value | null;
  try {
    return resolvePreset(unsaved.name, {
      preset: (name) =>
        name === unsaved.name ? unsaved : (orNothing(() => itemOf<Preset>("preset", name)) ?? undefined),
      rule(name) {
        const rule = orNothing(() => itemOf<Rule>("rule", name));
        return rule ? asInline(rule) : undefined;
      },
      template: (name) => orNothing(() => library.template(name, project)) !== undefined,
      names: () => [],
      plugin: () => true,
    }).values;
  } catch (error) {
    if (error instanceof PresetCycleError)
      throw new ApertureError("preset_cycle", { members: error.members.join(" → ") }, { cause: error });
    throw error;
  }
}

function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (ApertureError.is(error) && error.code === "library_not_found") return undefined;
    throw error;
  }
}
