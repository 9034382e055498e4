import { apiReference, type Field, type OpenApiDocument, type OperationEntry } from "./api-reference.ts";

/** The reference as one Markdown page (docs/reference/api.md). */
export function docsMarkdown(document: OpenApiDocument): string {
  const { groups, schemas, events } = apiReference(document);
  return `${[
    "# API",
    "Generated from the schemas by `npm run api-docs`. Do not edit.",
    document.info.description ?? "",
    "`local callers` means any process of this user; with `auth: required` they need the token too. Failures are problem+json (RFC 9457) with a stable `code` of the [error catalogue](../errors/README.md).",
    ...groups.flatMap(({ name, description, operations }) => [
      `## ${name}`,
      `${description}.`,
      ...operations.flatMap(operationMarkdown),
    ]),
    "## Event types",
    "Frames of `/api/v1/events`: `{ seq, at, type, data }`; the fields are those of `data`.",
    ...events.flatMap(({ name, fields }) => [`### ${name}`, fieldsMarkdown(fields)]),
    "## Schemas",
    ...schemas.flatMap(({ name, fields }) => [`### ${name}`, fieldsMarkdown(fields)]),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

const operationMarkdown = (entry: OperationEntry): string[] => [
  `### ${entry.method} ${entry.path}`,
  [entry.summary, entry.description]
    .filter(Boolean)
    .map((text) => text.replace(/\.?$/, "."))
    .join(" "),
  `For ${entry.access}. Answers \`${entry.answer}\`.${entry.body === null ? "" : ` Body: \`${entry.body}\`.`}`,
  fieldsMarkdown(entry.parameters),
];

const fieldsMarkdown = (fields: readonly Field[]): string =>
  fields.length === 0
    ? ""
    : table(
        ["name", "type", ""],
        fields.map(({ name, type, required }) => [`\`${name}\``, `\`${type}\``, required ? "required" : "optional"]),
      );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
