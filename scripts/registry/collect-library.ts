import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "@aperture/aperture/library/read-yaml";
import { type PublishedPackage, type Publisher, publishItem } from "@aperture/host/install/build/publish-package";
import { Preset, Rule, Template } from "@aperture/sdk";

const schemas = { presets: Preset, rules: Rule, templates: Template } as const;

/** The starter library: `library/{presets,rules,templates}/*.yml`. Throws with file, line and column where one is not right. */
export function collectLibrary(project: string, publisher: Publisher): PublishedPackage[] {
  return Object.entries(schemas).flatMap(([kinds, schema]) => {
    const folder = join(project, "library", kinds);
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yml")) : [];
    return files.sort().map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const { value, problems, warnings } = readYaml(schema, text, join("library", kinds, name));
      const [problem] = [...problems, ...warnings];
      if (problem || value === null)
        throw new Error(
          problem ? `${problem.file}:${problem.line}:${problem.column}: ${problem.reason}` : `${name} is empty`,
        );
      return publishItem(value, text, publisher);
    });
  });
}
