import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseYaml } from "../packages/aperture/src/library/yaml/parse-yaml.ts";
import { librarySchemaFiles, renderLibrarySchemas } from "./make-library-schemas.ts";

const rendered = renderLibrarySchemas();

test.each(librarySchemaFiles)(
  "docs/reference/%s is current: else run `node scripts/make-library-schemas.ts`",
  (name) => {
    expect(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), "utf8")).toBe(rendered[name]);
  },
);

const library = new URL("../library/", import.meta.url);
const shipped = (["preset", "rule", "template"] as const).flatMap((kind) =>
  readdirSync(new URL(`${kind}s/`, library)).map((file) => ({ kind, file })),
);

test.each(shipped)("$kind $file is what the published schema allows", ({ kind, file }) => {
  const schema = z.fromJSONSchema(JSON.parse(rendered[`${kind}.schema.json`]));
  const text = readFileSync(new URL(`${kind}s/${file}`, library), "utf8");
  expect(schema.safeParse(parseYaml(text, file).value).error?.issues ?? []).toEqual([]);
});

test("a slip is one for the published schema, too", () => {
  const schema = z.fromJSONSchema(JSON.parse(rendered["rule.schema.json"]));
  const rule = { kind: "rule", name: "x", when: { select: "role:user" }, action: { do: "remove" } };
  expect(schema.safeParse(rule).success).toBe(true);
  for (const slip of [
    { ...rule, action: { do: "delete" } },
    { ...rule, unknown: 1 },
    { ...rule, name: "A b" },
  ])
    expect(schema.safeParse(slip).success).toBe(false);
});

test("fields say what they are for", () => {
  expect(rendered["preset.schema.json"]).toContain("Presets it begins with");
  expect(rendered["rule.schema.json"]).toContain("Only blocks that first appeared more than this many requests");
  expect(rendered["template.schema.json"]).toContain("Semantic version, such as 1.0.0.");
  expect(rendered["project-profile.schema.json"]).toContain("Share of the limit that condensing goes down to.");
});
