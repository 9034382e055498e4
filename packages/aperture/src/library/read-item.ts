import { type LibraryKind, Preset, ProjectProfile, Rule, Template } from "@aperture/sdk";
import { checkPreset, checkProfile, checkRule, checkTemplate } from "./check-texts.ts";
import { type ReadYaml, readYaml } from "./read-yaml.ts";

export interface ItemOf {
  readonly preset: Preset;
  readonly rule: Rule;
  readonly template: Template;
}

const readers = {
  preset: (text: string, file: string) => readYaml(Preset, text, file, checkPreset),
  rule: (text: string, file: string) => readYaml(Rule, text, file, checkRule),
  template: (text: string, file: string) => readYaml(Template, text, file, checkTemplate),
} satisfies { [Kind in LibraryKind]: (text: string, file: string) => ReadYaml<ItemOf[Kind]> };

/** A preset, rule or template, with its selectors, patterns and globs compiled; `name`: what its file is called, and has to call itself. */
export function readItem(
  kind: LibraryKind,
  text: string,
  file: string,
  name?: string,
): ReadYaml<Preset | Rule | Template> {
  const read: ReadYaml<Preset | Rule | Template> = readers[kind](text, file);
  if (read.value === null || name === undefined || read.value.name === name) return read;
  const reason = `the file is called ${name}.yml, and this says ${read.value.name}: both have to be the same`;
  const misnamed = readYaml(schemas[kind], text, file, () => [
    { path: ["name"], reason, allowed: name, nearest: name },
  ]);
  return { ...misnamed, value: null };
}

const schemas = { preset: Preset, rule: Rule, template: Template } as const;

/** `.aperture.yml`. */
export const readProfile = (text: string, file: string): ReadYaml<ProjectProfile> =>
  readYaml(ProjectProfile, text, file, checkProfile);
