import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { linkById } from "../reading/link-by-id.ts";
import { placeDrafts, type Reading } from "../reading/place-drafts.ts";
import { rawPart } from "../reading/raw-part.ts";
import { toolDefinitions } from "../reading/tool-definitions.ts";
import { readItem, toolName } from "./read-item.ts";

/** Blocks of a Responses request in prompt order: tools, instructions, input items. */
export function blocks(document: Document): PlacedDraft[] {
  const readings: Reading[] = [];
  const tools = document.member("tools");
  if (tools) readings.push({ unit: tools, as: "tools", read: readTools });
  const instructions = document.member("instructions");
  if (instructions) readings.push({ unit: instructions, as: "instructions", read: readInstructions });
  const input = document.member("input");
  if (document.history) for (const unit of document.history) readings.push({ unit, as: "item", read: readItem });
  else if (input) readings.push({ unit: input, as: "input", read: readInput });
  return placeDrafts(document, readings, linkById());
}

const readTools = (list: JsonNode): BlockDraft[] => toolDefinitions(list, toolName);

/** Codex leaves it empty and sends a developer item: an empty one is no block. */
function readInstructions(node: JsonNode): BlockDraft[] {
  if (node.kind === "null" || node.string() === "") return [];
  if (node.isString) return [draftOf(node, { role: "system", kind: "instructions", text: node.string()! })];
  return [rawPart(node, "instructions", "system")];
}

/** A plain string is one user message. */
function readInput(node: JsonNode): BlockDraft[] {
  if (node.kind === "null") return [];
  if (node.isString) return [draftOf(node, { role: "user", kind: "input_text", text: node.string()! })];
  return [rawPart(node, "input")];
}
