import type { LibraryRef, PresetValues } from "@aperture/sdk";
import type { Library } from "../../library/contract.ts";

/** What an item says, in the shape in which presets are compared: a rule is a preset with that rule alone, a template one with its name. */
export function comparable(
  library: Library,
  { kind, name }: LibraryRef,
  project: string | null,
): { readonly values: PresetValues; readonly origins: Readonly<Record<string, string>> } {
  if (kind === "preset") return library.resolve(name, project);
  const plain: PresetValues = { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} };
  if (kind === "rule")
    return {
      values: { ...plain, rules: [library.rule(name, project)] },
      origins: { [`rules.${name}`]: `rule:${name}` },
    };
  return {
    values: { ...plain, template: library.template(name, project).name },
    origins: { template: `template:${name}` },
  };
}
