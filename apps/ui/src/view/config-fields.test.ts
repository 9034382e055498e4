import fc from "fast-check";
import { expect, test } from "vitest";
import { configFields, type Json } from "./config-fields.ts";

const kinds = (properties: Json) =>
  Object.fromEntries(configFields({ type: "object", properties }).map(({ path, kind }) => [path.join("."), kind]));

test("what a person can fill in has a field of its own kind; the rest is JSON", () => {
  expect(
    kinds({
      name: { type: "string" },
      level: { enum: ["a", "b", 3] },
      many: { type: "integer" },
      share: { type: "number" },
      loud: { type: "boolean" },
      paths: { type: "array", items: { type: "string" } },
      matrix: { type: "array", items: { type: "array" } },
      picked: { type: "array", items: { type: "string", enum: ["a"] } },
      either: { anyOf: [{ type: "string" }] },
      elsewhere: { $ref: "#/$defs/x" },
      map: { type: "object", additionalProperties: { type: "string" } },
      odd: true,
      none: { enum: [] },
    }),
  ).toEqual({
    name: "text",
    level: "choice",
    many: "integer",
    share: "number",
    loud: "boolean",
    paths: "lines",
    matrix: "json",
    picked: "json",
    either: "json",
    elsewhere: "json",
    map: "json",
    odd: "json",
    none: "json",
  });
});

test("a field says what the schema says", () => {
  const [field] = configFields({
    type: "object",
    required: ["limit"],
    properties: {
      limit: { type: "integer", title: "Most", description: "of all", default: 3, minimum: 1, maximum: 9 },
    },
  });
  expect(field).toMatchObject({ label: "Most", hint: "of all", byDefault: 3, required: true, minimum: 1, maximum: 9 });
});

test("objects within are groups, until they are too deep to be read as a form", () => {
  const nest = (depth: number): Json =>
    depth === 0 ? { type: "string" } : { type: "object", properties: { in: nest(depth - 1) } };
  const kindsDown = (fields = configFields(nest(7))): string[] =>
    fields[0] ? [fields[0].kind, ...kindsDown(fields[0].fields)] : [];
  expect(kindsDown()).toEqual(["group", "group", "group", "json"]);
});

test("names are names, whatever they are called", () => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}}}',
  );
  expect(configFields(schema).map(({ path, kind }) => [path, kind])).toEqual([
    [["__proto__"], "text"],
    [["constructor"], "number"],
  ]);
});

test("no schema breaks it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (schema, property) => {
      configFields(schema as Json);
      configFields({ type: "object", properties: { a: property as Json, b: { properties: schema as Json } } });
    }),
  );
});
