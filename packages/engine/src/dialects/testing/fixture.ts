import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DialectId } from "@aperture/sdk";
import type { Document } from "../../document/document.ts";
import { parseDocument } from "../../document/parse-document.ts";
import { nodePort } from "../../document/testing/node-port.ts";
import type { Answer, BlockDraft, PlacedDraft } from "../dialect.ts";
import { dialects } from "../index.ts";

export const dialectIds = Object.keys(dialects) as DialectId[];

/** Bytes of a file of a dialect's `__fixtures__`. */
export function fixture(dialect: DialectId, name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, "..", dialect, "__fixtures__", name));
}

/** A body, given as bytes or as a value, as a document. Throws where it is opaque. */
export function documentOf(dialect: DialectId, body: Uint8Array | object, previous?: Document): Document {
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
  const document = parseDocument(bytes, dialects[dialect].historyKey, nodePort, previous);
  if ("opaque" in document) throw new Error(document.opaque);
  return document;
}

export function placedIn(dialect: DialectId, body: Uint8Array | object): readonly PlacedDraft[] {
  return dialects[dialect].blocks(documentOf(dialect, body));
}

export function draftsIn(dialect: DialectId, body: Uint8Array | object): BlockDraft[] {
  return placedIn(dialect, body).map((placed) => placed.draft);
}

export interface ObserveFacts {
  readonly status?: number;
  readonly contentType?: string;
}

/** What a dialect understands of an answer that comes in these pieces. */
export function observed(dialect: DialectId, chunks: readonly Uint8Array[], facts: ObserveFacts = {}): Answer {
  const { status = 200, contentType = "text/event-stream" } = facts;
  const observer = dialects[dialect].observe({ status, contentType, port: nodePort });
  for (const chunk of chunks) observer.push(chunk);
  return observer.read();
}

/** A draft in one line: role, kind, text, and what else is set. */
export function line(draft: BlockDraft): string {
  const flags = [
    draft.toolName && `tool=${draft.toolName}`,
    draft.toolId && `id=${draft.toolId}`,
    draft.filePaths && `paths=${draft.filePaths.join(",")}`,
    draft.mediaType && `media=${draft.mediaType}`,
    draft.tokens !== undefined && `tokens=${draft.tokens}`,
    draft.isError && "error",
    draft.signed && "signed",
    draft.cacheMark && "mark",
    draft.keepRaw && "raw",
  ].filter((flag) => flag);
  return [draft.role, draft.kind, JSON.stringify(draft.text), ...flags].join(" ");
}
