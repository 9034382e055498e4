/** JSON, as a plugin's schema and settings are. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** One line of the form that is made from a JSON Schema. What this form does not know is edited as JSON. */
export interface ConfigField {
  /** Names from the root down. */
  readonly path: readonly string[];
  readonly label: string;
  readonly hint: string;
  readonly kind: "text" | "number" | "integer" | "boolean" | "choice" | "lines" | "group" | "json";
  readonly byDefault: Json | undefined;
  readonly required: boolean;
  /** Of `choice`. */
  readonly options: readonly Json[];
  /** Of `group`. */
  readonly fields: readonly ConfigField[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

/** A form deeper than that is easier to read as JSON. */
const deepest = 4;

/** The form of a schema of type object; empty where it has no properties to show. */
export function configFields(schema: Json | undefined, path: readonly string[] = []): readonly ConfigField[] {
  const properties = isObject(schema) ? own(schema, "properties") : undefined;
  if (!isObject(schema) || !isObject(properties)) return [];
  const named = own(schema, "required");
  const required = new Set(Array.isArray(named) ? named : []);
  return Object.entries(properties).map(([name, value]) =>
    fieldOf(isObject(value) ? value : {}, [...path, name], required.has(name)),
  );
}

function fieldOf(schema: JsonObject, path: readonly string[], required: boolean): ConfigField {
  const kind = kindOf(schema, path.length);
  const options = own(schema, "enum");
  return {
    path,
    kind,
    required,
    label: textOf(schema, "title") ?? path.at(-1) ?? "",
    hint: textOf(schema, "description") ?? "",
    byDefault: own(schema, "default"),
    options: Array.isArray(options) ? options : [],
    fields: kind === "group" ? configFields(schema, path) : [],
    minimum: numberOf(schema, "minimum"),
    maximum: numberOf(schema, "maximum"),
  };
}

function kindOf(schema: JsonObject, depth: number): ConfigField["kind"] {
  // Conditions, references and alternatives say more than one field can show.
  if (["$ref", "anyOf", "oneOf", "allOf", "not", "if", "const"].some((word) => Object.hasOwn(schema, word)))
    return "json";
  const options = own(schema, "enum");
  if (Array.isArray(options)) return options.length > 0 && options.every(isPlain) ? "choice" : "json";
  const type = own(schema, "type");
  if (type === "string") return "text";
  if (type === "number" || type === "integer" || type === "boolean") return type;
  if (type === "array") return isListOfText(own(schema, "items")) ? "lines" : "json";
  if (type === "object" && depth < deepest && configFields(schema).length > 0) return "group";
  return "json";
}

const isListOfText = (items: Json | undefined): boolean =>
  isObject(items) && own(items, "type") === "string" && !Object.hasOwn(items, "enum");
const isPlain = (value: Json): boolean => value === null || typeof value !== "object";
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

function textOf(schema: JsonObject, key: string): string | undefined {
  const value = own(schema, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}
function numberOf(schema: JsonObject, key: string): number | undefined {
  const value = own(schema, key);
  return typeof value === "number" ? value : undefined;
}
