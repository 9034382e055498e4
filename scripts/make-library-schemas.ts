import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { PackManifest } from "../packages/sdk/src/library/pack.ts";
import { Preset } from "../packages/sdk/src/library/preset.ts";
import { ProjectProfile } from "../packages/sdk/src/library/project-profile.ts";
import { Rule } from "../packages/sdk/src/library/rule.ts";
import { Template } from "../packages/sdk/src/library/template.ts";
import { docstringsOf } from "./plugin-docs/docstrings.ts";
import { describe, type Schema } from "./plugin-docs/schema-tables.ts";

const directory = new URL("../docs/reference/", import.meta.url);

/** Files of people, with the schema of each and what it is called there. */
const schemas = {
  "preset.schema.json": { schema: Preset, title: "Aperture preset: presets/<name>.yml" },
  "rule.schema.json": { schema: Rule, title: "Aperture rule: rules/<name>.yml" },
  "template.schema.json": { schema: Template, title: "Aperture template: templates/<name>.yml" },
  "project-profile.schema.json": { schema: ProjectProfile, title: "Aperture project profile: .aperture.yml" },
  "pack.schema.json": { schema: PackManifest, title: "pack.json of an .aperture-pack" },
} as const satisfies Record<string, { schema: z.ZodType; title: string }>;

export type LibrarySchemaFile = keyof typeof schemas;
export const librarySchemaFiles = Object.keys(schemas) as LibrarySchemaFile[];

const sources = ["library-kind", "preset", "rule", "template", "project-profile", "pack"].map(
  (name) => `library/${name}.ts`,
);

/** Names below docs/reference and their content: JSON Schema 2020-12 as people write the files, with what the sdk's sources say of each field. */
export function renderLibrarySchemas(): Record<LibrarySchemaFile, string> {
  const docs = new Map([...sources, "budget.ts"].flatMap((path) => [...docstringsOf(source(path))]));
  const rendered = librarySchemaFiles.map((file) => {
    const { schema, title } = schemas[file];
    const made = z.toJSONSchema(schema, { io: "input" }) as Schema;
    for (const [name, part] of Object.entries(made.$defs ?? {})) {
      describe(part, name, docs);
      // What every item says of itself is written down once, and spread.
      describe(part, "itemHead", docs);
      // Made of `Budget`, and therefore another schema than it.
      if (part.properties?.budget) describe(part.properties.budget, "Budget", docs);
    }
    return [file, `${JSON.stringify({ title, ...made }, null, 2)}\n`];
  });
  return Object.fromEntries(rendered) as Record<LibrarySchemaFile, string>;
}

const source = (path: string): string => readFileSync(new URL(`../packages/sdk/src/${path}`, import.meta.url), "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(directory, { recursive: true });
  const rendered = Object.entries(renderLibrarySchemas());
  if (!process.argv.includes("--check"))
    for (const [name, content] of rendered) writeFileSync(new URL(name, directory), content);
  else {
    const stale = rendered.filter(([name, content]) => readFileSync(new URL(name, directory), "utf8") !== content);
    for (const [name] of stale)
      console.error(`docs/reference/${name} is not current: node scripts/make-library-schemas.ts`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  }
}
