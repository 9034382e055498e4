import { catalogue } from "@aperture/sdk";
import { html } from "hono/html";
import { apiReference, type Field, type OpenApiDocument, type OperationEntry } from "./api-reference.ts";

/** The reference as one page of plain HTML; hono's `html` escapes every value. */
export function docsHtml(document: OpenApiDocument): string {
  const { groups, schemas, events } = apiReference(document);
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Aperture API</title><link rel="stylesheet" href="/docs.css"></head>
<body>
<h1>Aperture API</h1>
<p>${document.info.description ?? ""}</p>
<p>The same for machines: <a href="/openapi.json">openapi.json</a>. Failures are problem+json (RFC 9457) with a stable code.</p>
${groups.map((group) => html`<h2>${group.name}</h2><p>${group.description}</p>${group.operations.map(operationHtml)}`)}
<h2>Event types</h2>
<p>Frames of <code>/api/v1/events</code>: <code>{ seq, at, type, data }</code>.</p>
${events.map(({ name, fields }) => html`<h3 id="event-${name}">${name}</h3>${fieldsHtml(fields)}`)}
<h2>Schemas</h2>
${schemas.map(({ name, fields }) => html`<h3 id="${name}">${name}</h3>${fieldsHtml(fields)}`)}
<h2>Errors</h2>
<table><thead><tr><th>code</th><th>status</th><th>message</th></tr></thead><tbody>
${Object.entries(catalogue).map(([code, { status, message }]) => html`<tr id="error-${code}"><td>${code}</td><td>${status}</td><td>${message}</td></tr>`)}
</tbody></table>
</body>
</html>
`;
  return String(page);
}

const operationHtml = (entry: OperationEntry) => html`<h3><span class="method">${entry.method}</span> ${entry.path}</h3>
<p>${entry.summary}. ${entry.description}</p>
<p class="access">For: ${entry.access}. Answers: <code>${entry.answer}</code>.${entry.body === null ? "" : html` Body: <code>${entry.body}</code>.`}</p>
${fieldsHtml(entry.parameters)}`;

const fieldsHtml = (fields: readonly Field[]) =>
  fields.length === 0
    ? ""
    : html`<table><thead><tr><th>name</th><th>type</th><th></th></tr></thead><tbody>
${fields.map((field) => html`<tr><td>${field.name}</td><td>${field.type}</td><td>${field.required ? "required" : ""}</td></tr>`)}
</tbody></table>`;
