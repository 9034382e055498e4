import type { YamlStep } from "./yaml-cursor.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** What the schema says of a place in a file. */
export interface SchemaHelp {
  readonly says: string | undefined;
  /** `text`, `whole number, 1 to 1000`, `list of …`, in words. */
  readonly types: readonly string[];
  /** The only values that may stand there, as YAML writes them; empty where others may. */
  readonly values: readonly string[];
  /** Keys that a mapping there may have. */
  readonly keys: readonly { readonly name: string; readonly says: string; readonly required: boolean }[];
  /** As YAML writes it; undefined: none is said. */
  readonly default: string | undefined;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** What may stand at a path; undefined: the schema knows nothing of it. */
export function schemaHelp(root: Schema, path: readonly YamlStep[]): SchemaHelp | undefined {
  let found = expand(root, root);
  let says = saysOf([root]);
  for (const step of path) {
    const next = found.flatMap((schema) => stepInto(schema, step));
    // What a field says of itself may stand at it, or at what it refers to.
    found = next.flatMap((schema) => expand(root, schema));
    says = saysOf(next) ?? saysOf(found);
  }
  if (found.length === 0) return undefined;
  return {
    says,
    types: unique(found.map(typeOf).filter((type) => type !== "")),
    values: found.every((schema) => valuesOf(schema).length > 0) ? unique(found.flatMap(valuesOf)) : [],
    keys: keysOf(root, found),
    default: found
      .map((schema) => schema.default)
      .find((value) => value !== undefined && typeof value !== "object")
      ?.toString(),
  };
}

/** A schema as the alternatives that it allows, references followed. */
function expand(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 12) return [];
  const target = typeof schema.$ref === "string" ? refer(root, schema.$ref) : undefined;
  if (target) return expand(root, target, depth + 1).map((each) => ({ ...each, ...without(schema, "$ref") }));
  const parts = [schema.anyOf, schema.oneOf, schema.allOf].flatMap(listOf);
  if (parts.length === 0) return [schema];
  // What is said of all alternatives is said of each that says nothing itself.
  const { description } = schema;
  const said = description === undefined ? {} : { description };
  return parts.flatMap((part) => expand(root, part, depth + 1)).map((each) => ({ ...said, ...each }));
}

function refer(root: Schema, reference: string): Schema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let found: unknown = root;
  for (const step of reference.slice(1).split("/").filter(Boolean)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isSchema(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return isSchema(found) ? found : undefined;
}

const without = (schema: Schema, name: string): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== name));

function stepInto(schema: Schema, step: YamlStep): Schema[] {
  if (typeof step === "number") return isSchema(schema.items) ? [schema.items] : [];
  const { properties, additionalProperties } = schema;
  if (isSchema(properties) && Object.hasOwn(properties, step)) return [...listOf([properties[step]])];
  return isSchema(additionalProperties) ? [additionalProperties] : [];
}

const saysOf = (schemas: readonly Schema[]): string | undefined =>
  schemas.map(({ description }) => description).find((text): text is string => typeof text === "string");

function keysOf(root: Schema, schemas: readonly Schema[]): SchemaHelp["keys"] {
  const keys = new Map<string, { name: string; says: string; required: boolean }>();
  for (const { properties, required } of schemas) {
    if (!isSchema(properties)) continue;
    for (const [name, schema] of Object.entries(properties)) {
      if (!isSchema(schema) || keys.has(name)) continue;
      const parts = expand(root, schema);
      const says = saysOf([schema, ...parts]) ?? unique(parts.map(typeOf)).join(" or ");
      const isNeeded = Array.isArray(required) && required.includes(name) && schema.default === undefined;
      keys.set(name, { name, says, required: isNeeded });
    }
  }
  return [...keys.values()];
}

function valuesOf({ enum: choices, const: only, type }: Schema): string[] {
  if (Array.isArray(choices)) return choices.map(String);
  if (only !== undefined) return [String(only)];
  if (type === "boolean") return ["true", "false"];
  return type === "null" ? ["null"] : [];
}

const names: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  array: "list",
  object: "mapping",
  null: "null",
};

function typeOf(schema: Schema): string {
  const values = valuesOf(schema);
  if (values.length > 0) return values.join(" | ");
  const { type, minimum, maximum, maxLength, maxItems } = schema;
  const name = typeof type === "string" ? (names[type] ?? type) : isSchema(schema.properties) ? "mapping" : "";
  const limits = [
    typeof minimum === "number" && Math.abs(minimum) < Number.MAX_SAFE_INTEGER ? `from ${minimum}` : "",
    typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : "",
    typeof maxLength === "number" ? `at most ${maxLength} characters` : "",
    typeof maxItems === "number" ? `at most ${maxItems}` : "",
  ].filter(Boolean);
  return [name, limits.join(" ")].filter(Boolean).join(", ");
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];
