import { Preset, ProjectProfile, Rule, Template } from "@aperture/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Schema, schemaHelp } from "./schema-help.ts";

// The real schemas, as the API answers them: made by the same zod.
const preset = z.toJSONSchema(Preset, { io: "input", unrepresentable: "any" }) as Schema;
const rule = z.toJSONSchema(Rule, { io: "input", unrepresentable: "any" }) as Schema;
const template = z.toJSONSchema(Template, { io: "input" }) as Schema;
const profile = z.toJSONSchema(ProjectProfile, { io: "input" }) as Schema;
const keys = (schema: Schema, path: readonly (string | number)[]) =>
  schemaHelp(schema, path)?.keys.map(({ name }) => name);

test("the file itself: its keys, and which of them are needed", () => {
  const help = schemaHelp(preset, []);
  expect(help?.keys.map(({ name }) => name)).toEqual(expect.arrayContaining(["kind", "name", "budget", "rules"]));
  expect(help?.keys.filter(({ required }) => required).map(({ name }) => name)).toEqual(["kind", "name"]);
});

test("values that may stand there, also of one of several alternatives", () => {
  expect(schemaHelp(rule, ["action", "do"])?.values).toEqual(["compress", "remove", "move", "pin", "replace", "stage"]);
  expect(schemaHelp(rule, ["when", "on"])?.values).toEqual(["session-start", "cache-cold", "compacted"]);
  expect(schemaHelp(preset, ["pipeline", "condense"])?.values).toEqual(["true", "false"]);
  expect(schemaHelp(rule, ["name"])?.values).toEqual([]);
});

test("into lists, references, alternatives and maps of any key", () => {
  expect(keys(preset, ["rules", 4, "when"])).toEqual(["select", "olderThan", "budgetAbove", "on"]);
  expect(keys(preset, ["staging", 0, "source"])).toEqual(["kind", "text", "path", "pattern"]);
  expect(keys(preset, ["plugins", "my-plugin"])).toEqual(["config", "required"]);
});

test("every field of a file says what it is for", () => {
  expect(schemaHelp(rule, ["when", "olderThan"])?.says).toMatch(/first appeared more than this many requests/);
  expect(schemaHelp(preset, ["budget", "strategy"])?.says).toMatch(/condense shortens/);
  expect(schemaHelp(preset, ["rules", 0, "limits"])?.says).toBe("How far it goes.");
  const places = [
    ...[[], ["budget"], ["pipeline"], ["zones"], ["staging", 0], ["staging", 0, "source"], ["plugins", "notes"]].map(
      (path) => [preset, path] as const,
    ),
    ...[[], ["when"], ["action"], ["limits"]].map((path) => [rule, path] as const),
    ...[[], ["zones", 0], ["caps"], ["constraints"], ["constraints", "atMost", 0], ["constraints", "require", 0]].map(
      (path) => [template, path] as const,
    ),
    [profile, []] as const,
  ];
  // A sentence: what has none is told by its type, as "text" or "list, at most 50".
  const silent = places.flatMap(([schema, path]) =>
    schemaHelp(schema, path)!.keys.filter(({ says }) => !/^[A-Z].*\.$/.test(says)),
  );
  expect(silent).toEqual([]);
});

test("numbers with their limits, and defaults", () => {
  expect(schemaHelp(rule, ["when", "olderThan"])?.types).toEqual(["whole number, from 0 to 100000"]);
  expect(schemaHelp(rule, ["limits", "keepNewest"])?.default).toBe("0");
});

test("what the schema does not know has no help, whatever it is called", () => {
  for (const path of [["nothing"], ["rules", "first"], ["name", "deeper"], ["constructor"], ["__proto__"]])
    expect(schemaHelp(preset, path)).toBeUndefined();
});

test("a description stands at the field, or at what it refers to; a schema that refers to itself ends", () => {
  const schema: Schema = {
    properties: {
      one: { $ref: "#/$defs/a~1b" },
      two: { description: "its own", $ref: "#/$defs/a~1b" },
      loop: { $ref: "#/$defs/loop" },
    },
    $defs: { "a/b": { type: "string", description: "of many" }, loop: { anyOf: [{ $ref: "#/$defs/loop" }] } },
  };
  expect(schemaHelp(schema, ["one"])?.says).toBe("of many");
  expect(schemaHelp(schema, ["two"])?.says).toBe("its own");
  expect(schemaHelp(schema, ["loop"])).toBeUndefined();
});
