import type { JsonNode } from "../../document/json-node.ts";
import { jsonText } from "../editing/json-text.ts";
import type { Located } from "../editing/locate.ts";
import type { Leaf } from "../editing/map-leaf.ts";
import type { Wrapping } from "../editing/place.ts";
import { contentLeaves, namedLeaves } from "../editing/string-leaves.ts";
import type { UnitEdits } from "../editing/unit-edits.ts";
import { wellFormedJson } from "../editing/well-formed-json.ts";
import { type ContentStyle, writeContent, writeInsteadOf } from "../editing/write-content.ts";
import { readInner } from "./read-part.ts";

/** Around the string of a text part. */
export const textPart: Wrapping = { opening: '{"type":"text","text":', closing: "}" };

const style: ContentStyle = { read: readInner, textPart };

/** Makes a block of a Messages request say `text`. */
export function write(part: Located, text: string, edits: UnitEdits): void {
  const { node, draft } = part;
  if (draft.role === "tool_use") edits.setMember(node, "input", wellFormedJson(text));
  else if (draft.role === "tool_result") writeResult(node, text, edits);
  else if (draft.kind === "image" || draft.kind === "document") writeInsteadOf(node, text, textPart, edits);
  else edits.replace(node.isString ? node : node.get("text")!, jsonText(isPrefill(part) ? text.trimEnd() : text));
}

function writeResult(node: JsonNode, text: string, edits: UnitEdits): void {
  const content = node.get("content");
  if (content && content.kind !== "null") writeContent(content, text, edits, style);
  else edits.setMember(node, "content", jsonText(text));
}

/** "final assistant content cannot end with trailing whitespace" (400). */
function isPrefill({ document, draft, index }: Located): boolean {
  return draft.role === "assistant" && index === (document.history?.length ?? 0) - 1;
}

/** The strings of a block that the model reads as text. */
export function leaves({ node, draft }: Located): Leaf[] {
  if (node.isString) return [{ node, as: "text" }];
  if (draft.role === "tool_result") return contentLeaves(node.get("content"), partLeaves);
  if (draft.role !== "tool_use") return partLeaves(node);
  const input = node.get("input");
  return input ? [{ node: input, as: "json" }] : [];
}

function partLeaves(part: JsonNode): Leaf[] {
  const type = part.text("type");
  if (type === "document") return documentLeaves(part);
  if (type === "search_result")
    return [...namedLeaves(part, "title"), ...contentLeaves(part.get("content"), partLeaves)];
  return namedLeaves(part, "text");
}

/** Title, context, and the source where it is text or parts. */
function documentLeaves(part: JsonNode): Leaf[] {
  const source = part.get("source");
  const isText = source?.text("type") === "text";
  const said = isText ? namedLeaves(source, "data") : contentLeaves(source?.get("content"), partLeaves);
  return [...namedLeaves(part, "title", "context"), ...said];
}
