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
    schemas: Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>)
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
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) return parts.map(typeOf).join(schema.allOf ? " & " : " | ");
  if (schema.items) return `${arrayItem(typeOf(schema.items))}[]`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  if (typeof schema.additionalProperties === "object") return `{ [key]: ${typeOf(schema.additionalProperties)} }`;
  return Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
}

const arrayItem = (type: string): string => (type.includes(" ") && !type.startsWith("{") ? `(${type})` : type);
