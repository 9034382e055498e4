import type { JsonNode } from "../../document/json-node.ts";
import { jsonText } from "../editing/json-text.ts";
import type { Located } from "../editing/locate.ts";
import type { Leaf } from "../editing/map-leaf.ts";
import type { Wrapping } from "../editing/place.ts";
import { contentLeaves, namedLeaves, stringLeaves } from "../editing/string-leaves.ts";
import type { UnitEdits } from "../editing/unit-edits.ts";
import { wellFormedJson } from "../editing/well-formed-json.ts";
import { type ContentStyle, writeContent, writeInsteadOf } from "../editing/write-content.ts";
import { readInner } from "./read-part.ts";

/** Around the string of a text part that the model reads. */
export const inputText: Wrapping = { opening: '{"type":"input_text","text":', closing: "}" };
/** Of one that it wrote: an assistant message takes no `input_text` (400). */
const outputText: Wrapping = { opening: '{"type":"output_text","text":', closing: "}" };

const style: ContentStyle = { read: readInner, textPart: inputText };

/** Makes a block of a Responses request say `text`. */
export function write({ node, draft, path }: Located, text: string, edits: UnitEdits): void {
  const said = node.isString ? node : (node.get("text") ?? node.get("refusal"));
  if (draft.role === "tool_use") writeCall(node, draft.kind, text, edits);
  else if (draft.role === "tool_result") writeOutput(node, text, edits);
  else if (said?.isString) edits.replace(said, jsonText(text));
  else writeInsteadOf(node, text, path[0]!.text("role") === "assistant" ? outputText : inputText, edits);
}

function writeCall(node: JsonNode, kind: string, text: string, edits: UnitEdits): void {
  if (kind === "custom_tool_call") {
    edits.setMember(node, "input", jsonText(text));
    return;
  }
  const json = wellFormedJson(text);
  edits.setMember(node, "arguments", node.get("arguments")?.isObject ? json : jsonText(json));
}

function writeOutput(node: JsonNode, text: string, edits: UnitEdits): void {
  const output = node.get("output");
  if (output && output.kind !== "null") writeContent(output, text, edits, style);
  else edits.setMember(node, "output", jsonText(text));
}

/** The strings of a block that the model reads as text. */
export function leaves({ node, draft }: Located): Leaf[] {
  if (node.isString) return [{ node, as: "text" }];
  if (draft.role === "tool_result") return contentLeaves(node.get("output"), outputLeaves);
  if (draft.role !== "tool_use") return namedLeaves(node, "text", "refusal");
  const found = ["arguments", "input", "action", "operation"].map((key) => node.get(key)).find((value) => value);
  if (!found) return [];
  return found.isString ? [{ node: found, as: "arguments" }] : stringLeaves(found);
}

/** A content part, or what a shell wrote. */
const outputLeaves = (part: JsonNode): Leaf[] => namedLeaves(part, "text", "stdout", "stderr");
