import type { JsonNode } from "../../document/json-node.ts";
import { jsonText } from "../editing/json-text.ts";
import type { Located } from "../editing/locate.ts";
import type { Leaf } from "../editing/map-leaf.ts";
import type { UnitEdits } from "../editing/unit-edits.ts";
import { type ContentStyle, writeContent } from "../editing/write-content.ts";
import { readInner } from "./read-part.ts";

/** JSON of a text part. */
export const textPart = (text: string): string => `{"type":"text","text":${jsonText(text)}}`;

const style: ContentStyle = { read: readInner, textPart };

/** Makes a block of a Messages request say `text`. */
export function write(part: Located, text: string, edits: UnitEdits): void {
  const { node, draft } = part;
  if (draft.role === "tool_use") edits.setMember(node, "input", text.toWellFormed());
  else if (draft.role === "tool_result") writeResult(node, text, edits);
  else if (draft.kind === "image" || draft.kind === "document") edits.replace(node, asText(node, text));
  else edits.replace(node.isString ? node : node.get("text")!, jsonText(isPrefill(part) ? text.trimEnd() : text));
}

function writeResult(node: JsonNode, text: string, edits: UnitEdits): void {
  const content = node.get("content");
  if (content && content.kind !== "null") writeContent(content, text, edits, style);
  else edits.setMember(node, "content", jsonText(text));
}

/** A text in the place of an image or document, with its cache mark. */
function asText(node: JsonNode, text: string): string {
  const mark = node.get("cache_control");
  return mark ? `${textPart(text).slice(0, -1)},"cache_control":${mark.raw()}}` : textPart(text);
}

/** "final assistant content cannot end with trailing whitespace" (400). */
function isPrefill({ document, draft, index }: Located): boolean {
  return draft.role === "assistant" && index === (document.history?.length ?? 0) - 1;
}

/** The strings of a block that the model reads as text. */
export function leaves({ node, draft }: Located): Leaf[] {
  if (draft.role === "tool_use") {
    const input = node.get("input");
    return input ? [{ node: input, as: "json" }] : [];
  }
  if (draft.role === "tool_result") return contentLeaves(node.get("content"));
  return partLeaves(node);
}

function contentLeaves(content: JsonNode | undefined): Leaf[] {
  if (content?.isString) return [{ node: content, as: "text" }];
  return content?.items().flatMap(partLeaves) ?? [];
}

function partLeaves(part: JsonNode): Leaf[] {
  if (part.isString) return [{ node: part, as: "text" }];
  const type = part.text("type");
  if (type === "document") return documentLeaves(part);
  if (type === "search_result") return [...named(part, "title"), ...contentLeaves(part.get("content"))];
  return named(part, "text");
}

/** Title, context, and the source where it is text or parts. */
function documentLeaves(part: JsonNode): Leaf[] {
  const source = part.get("source");
  const data = source?.text("type") === "text" ? named(source, "data") : contentLeaves(source?.get("content"));
  return [...named(part, "title"), ...named(part, "context"), ...data];
}

function named(part: JsonNode, key: string): Leaf[] {
  const node = part.get(key);
  return node?.isString ? [{ node, as: "text" }] : [];
}
