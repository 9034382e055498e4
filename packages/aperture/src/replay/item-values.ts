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

/** Throws `library_not_found`, `library_invalid`, `preset_cycle`. A template that is missing is left out, as it is in a session. */
export function valuesOf(library: Library, { kind, name }: LibraryRef): ItemValues {
  if (kind === "rule") return ofRule(library.rule(name));
  if (kind === "template") return { values: noValues, template: library.template(name) };
  const { values } = library.resolve(name);
  return { values, template: templateOf(library, values) };
}

/** Of a text that is not saved yet. Throws `library_invalid` and `preset_cycle`. */
export function valuesOfText(library: Library, kind: LibraryKind, text: string): ItemValues {
  const { value, problems } = readItem(kind, text, `unsaved ${kind}`);
  if (value === null) throw invalid(problems);
  if (value.kind === "rule") return ofRule(asInline(value));
  if (value.kind === "template") return { values: noValues, template: value };
  const values = resolveUnsaved(library, value);
  return { values, template: templateOf(library, values) };
}

const ofRule = (rule: InlineRule): ItemValues => ({ values: { ...noValues, rules: [rule] }, template: null });

function templateOf(library: Library, { template }: PresetValues): Template | null {
  return template ? (orNothing(() => library.template(template)) ?? null) : null;
}

/** What it extends is the library's; whoever extends it meanwhile extends this text. */
function resolveUnsaved(library: Library, unsaved: Preset): PresetValues {
  try {
    return resolvePreset(unsaved.name, {
      preset: (name) =>
        name === unsaved.name ? unsaved : (orNothing(() => itemOf<Preset>(library, "preset", name)) ?? undefined),
      rule(name) {
        const rule = orNothing(() => itemOf<Rule>(library, "rule", name));
        return rule ? asInline(rule) : undefined;
      },
      template: (name) => orNothing(() => library.template(name)) !== undefined,
      names: () => [],
      plugin: () => true,
    }).values;
  } catch (error) {
    if (error instanceof PresetCycleError)
      throw new ApertureError("preset_cycle", { members: error.members.join(" → ") }, { cause: error });
    throw error;
  }
}

const itemOf = <Value extends Preset | Rule>(library: Library, kind: LibraryKind, name: string): Value | null =>
  library.get(kind, name).value as Value | null;

function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (ApertureError.is(error) && error.code === "library_not_found") return undefined;
    throw error;
  }
}
