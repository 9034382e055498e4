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

/** Makes a block of a Chat Completions request say `text`. */
export function write({ node, draft, path }: Located, text: string, edits: UnitEdits): void {
  const said = node.isString ? node : (textOf(node, "text") ?? textOf(node, "refusal"));
  if (draft.role === "tool_use") writeCall(node, text, edits);
  // A result without a content has the span of its message.
  else if (draft.role === "tool_result" && path.length === 1) edits.setMember(node, "content", jsonText(text));
  else if (draft.role === "tool_result") writeContent(node, text, edits, style);
  else if (said) edits.replace(said, jsonText(text));
  else writeInsteadOf(node, text, textPart, edits);
}

function textOf(part: JsonNode, key: string): JsonNode | undefined {
  const value = part.get(key);
  return value?.isString ? value : undefined;
}

/** Arguments are JSON inside a string; servers that take them as an object get one back. */
function writeCall(node: JsonNode, text: string, edits: UnitEdits): void {
  const { body, key } = callOf(node);
  const json = key === "arguments" ? wellFormedJson(text) : text;
  edits.setMember(body, key, body.get(key)?.isObject ? json : jsonText(json));
}

/** `{id, function: {name, arguments}}`, `{id, custom: {name, input}}`, or the old `{name, arguments}`. */
function callOf(node: JsonNode): { body: JsonNode; key: string } {
  const body = node.get("function") ?? node.get("custom") ?? node;
  const isCustom =
    body.get("arguments") === undefined && (body.get("input") !== undefined || node.text("type") === "custom");
  return { body, key: isCustom ? "input" : "arguments" };
}

/** The strings of a block that the model reads as text. */
export function leaves({ node, draft }: Located): Leaf[] {
  if (draft.role === "tool_result") return contentLeaves(node, (part) => namedLeaves(part, "text"));
  if (node.isString) return [{ node, as: "text" }];
  if (draft.role !== "tool_use") return namedLeaves(node, "text", "refusal");
  const { body, key } = callOf(node);
  const input = body.get(key);
  return input ? [{ node: input, as: input.isString ? "arguments" : "json" }] : [];
}
