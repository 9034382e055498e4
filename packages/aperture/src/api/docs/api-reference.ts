import type { openApiDocument } from "../openapi.ts";

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

export interface OperationEntry {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** In words: who may use it. */
  readonly access: string;
  readonly parameters: readonly Field[];
  readonly body: string | null;
  readonly answer: string;
}

export interface ApiReference {
  readonly groups: readonly { name: string; description: string; operations: readonly OperationEntry[] }[];
  readonly schemas: readonly { name: string; fields: readonly Field[] }[];
  /** Types of the event stream, with the fields of their data. */
  readonly events: readonly { name: string; fields: readonly Field[] }[];
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  default?: unknown;
}

/** The parts of the document that a reader wants to see, in order: one source for the page and the Markdown. */
export function apiReference(document: OpenApiDocument): ApiReference {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const entries = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, OpenApiOperation>).map(([method, operation]) => ({
      tag: operation.tags?.[0] ?? "",
      entry: entryOf(method, path, operation),
    })),
  );
  return {
    groups: (document.tags ?? []).map(({ name, description }) => ({
      name,
      description: description ?? "",
      operations: entries.filter(({ tag }) => tag === name).map(({ entry }) => entry),
    })),
    events: framesOf(document).flatMap(({ properties }) => {
      const name = properties?.type?.enum?.[0];
      return typeof name === "string" ? [{ name, fields: fieldsOf(properties?.data ?? {}) }] : [];
    }),
    schemas: Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
  };
}

interface OpenApiOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

function entryOf(method: string, path: string, operation: OpenApiOperation): OperationEntry {
  const content = operation.responses?.["200"]?.content ?? {};
  const [type, answer] = Object.entries(content)[0] ?? ["", {}];
  const sent = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return {
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? "",
    description: operation.description ?? "",
    access: accessOf(operation.security),
    parameters: (operation.parameters ?? []).map(({ name, required = false, schema }) => ({
      name,
      type: typeOf(schema),
      required,
    })),
    body: sent ? typeOf(sent) : null,
    answer: type === "application/json" ? typeOf(answer?.schema) : type,
  };
}

/** What the event stream's frames may be. */
function framesOf(document: OpenApiDocument): Schema[] {
  const operations = Object.values(document.paths ?? {}).map((path) => path.get as OpenApiOperation | undefined);
  return operations.flatMap(
    (operation) => operation?.responses?.["200"]?.content?.["text/event-stream"]?.schema?.anyOf ?? [],
  );
}

function accessOf(security: Record<string, unknown>[] | undefined): string {
  if (!security || security.length === 0) return "open";
  return security.some((way) => Object.keys(way).length === 0) ? "local callers" : "token";
}

function fieldsOf(schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeOf(property),
    required: schema.required?.includes(name) ?? false,
  }));
}

/** A schema in one line: `string | null`, `Block[]`, `"primacy" | "middle"`. */
function typeOf(schema: Schema | undefined): string {
  if (!schema) return "any";
  const text = shapeOf(schema);
  return schema.default === undefined ? text : `${text} = ${JSON.stringify(schema.default)}`;
}

function shapeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  // A reference that may be null is written as "the reference, and an object or null".
  if (schema.allOf)
    return schema.allOf.map((part) => (part.type?.includes("null") ? "null" : typeOf(part))).join(" | ");
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return parts.map(typeOf).join(" | ");
  if (schema.items) return `${arrayItem(typeOf(schema.items))}[]`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  if (typeof schema.additionalProperties === "object") return `{ [key]: ${typeOf(schema.additionalProperties)} }`;
  return Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
}

const arrayItem = (type: string): string => (type.includes(" ") && !type.startsWith("{") ? `(${type})` : type);
