import type { JsonNode } from "../../document/json-node.ts";
import { jsonText } from "../editing/json-text.ts";
import type { Located } from "../editing/locate.ts";
import type { Leaf } from "../editing/map-leaf.ts";
import type { Wrapping } from "../editing/place.ts";
import { namedLeaves } from "../editing/string-leaves.ts";
import type { UnitEdits } from "../editing/unit-edits.ts";
import { wellFormedJson } from "../editing/well-formed-json.ts";
import { writeInsteadOf } from "../editing/write-content.ts";
import { writeResponse } from "./edit-response.ts";
import { either } from "./either.ts";

/** Around the string of a text part. */
export const textPart: Wrapping = { opening: '{"text":', closing: "}" };

/** Makes a block of a generateContent request say `text`. */
export function write({ node, draft }: Located, text: string, edits: UnitEdits): void {
  const said = node.isString ? node : node.get("text");
  if (draft.role === "tool_use") edits.setMember(either(node, "functionCall")!, "args", wellFormedJson(text));
  else if (draft.role === "tool_result") writeResponse(either(node, "functionResponse")!, text, edits);
  else if (said) edits.replace(said, jsonText(text));
  else writeInsteadOf(node, text, textPart, edits);
}

/** The strings of a block that the model reads as text. */
export function leaves({ node, draft }: Located): Leaf[] {
  if (node.isString) return [{ node, as: "text" }];
  if (draft.role === "tool_use") return jsonLeaf(either(node, "functionCall")?.get("args"));
  if (draft.role === "tool_result") return jsonLeaf(either(node, "functionResponse")?.get("response"));
  return namedLeaves(node, "text");
}

const jsonLeaf = (node: JsonNode | undefined): Leaf[] => (node ? [{ node, as: "json" }] : []);
