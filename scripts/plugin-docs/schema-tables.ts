/** A JSON Schema, as far as it is read here. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  description?: string;
}

/** Writes what the source says of its fields into the schema, by path; goes into lists and alternatives. */
export function describe(schema: Schema, path: string, docs: ReadonlyMap<string, string>): void {
  const words = docs.get(path);
  if (words !== undefined && schema.description === undefined) schema.description = words;
  for (const [name, property] of Object.entries(schema.properties ?? {})) describe(property, `${path}.${name}`, docs);
  for (const part of [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    if (part) describe(part, path, docs);
}

/** Fields of an object as lines of a Markdown table. */
export function fieldTable(schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const needed = schema.required?.includes(name) && field.default === undefined ? "required" : defaultOf(field);
    return `| \`${name}\` | ${typeOf(field)} | ${needed} | ${field.description ?? ""} |`;
  });
  return ["| field | type | default | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** Alternatives that are told apart by `key`, one line each. */
export function unionTable(schema: Schema, key: string): string {
  const rows = (schema.anyOf ?? schema.oneOf ?? []).map((each) => {
    const { [key]: kind, ...fields } = each.properties ?? {};
    const list = Object.entries(fields).map(([name, field]) => {
      const isOptional = !each.required?.includes(name) || field.default !== undefined;
      return `\`${name}${isOptional ? "?" : ""}\`: ${typeOf(field)}`;
    });
    return `| \`${String(kind?.const)}\` | ${list.join("<br>")} |`;
  });
  return [`| ${key} | fields |`, "| --- | --- |", ...rows].join("\n");
}

/** `text?`, `limit?`: names of an object's fields. */
export const fieldNames = (schema: Schema): string =>
  Object.entries(schema.properties ?? {})
    .map(([name, field]) => `\`${name}${schema.required?.includes(name) && field.default === undefined ? "" : "?"}\``)
    .join(", ");

const defaultOf = ({ default: value }: Schema): string => (value === undefined ? "" : `\`${JSON.stringify(value)}\``);

/** A type in a few words. */
function typeOf(schema: Schema): string {
  const { $ref, type, items, anyOf, properties, prefixItems } = schema;
  if ($ref) return $ref.endsWith("/JsonValue") ? "JSON" : `\`${$ref.split("/").at(-1)}\``;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" \\| ");
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(" \\| ");
  if (prefixItems) return `[${prefixItems.map(typeOf).join(", ")}]`;
  if (items) return `list of ${typeOf(items)}`;
  if (properties)
    return `{ ${Object.entries(properties)
      .map(([name, field]) => `${name}: ${typeOf(field)}`)
      .join(", ")} }`;
  if (type === "object" && typeof schema.additionalProperties === "object")
    return `object of ${typeOf(schema.additionalProperties)}`;
  return `${type === "integer" ? "whole number" : String(type ?? "JSON")}${rangeOf(schema)}`;
}

function rangeOf({ minimum, maximum, maxLength, format }: Schema): string {
  const far = Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined && maximum !== undefined && maximum < far) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined && minimum > -far) return `, from ${minimum}`;
  if (maxLength !== undefined && maxLength < 10_000) return `, at most ${maxLength}`;
  return format === undefined ? "" : ` (${format})`;
}
