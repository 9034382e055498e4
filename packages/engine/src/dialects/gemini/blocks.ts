import type { Role } from "@aperture/sdk";
import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { placeDrafts, type Reading } from "../reading/place-drafts.ts";
import { rawPart } from "../reading/raw-part.ts";
import { either } from "./either.ts";
import { linkByOrder } from "./link-by-order.ts";
import { readPart } from "./read-part.ts";
import { readTools } from "./read-tools.ts";

/** Blocks of a generateContent request in prompt order: system instruction, tools, contents. */
export function blocks(document: Document): PlacedDraft[] {
  return placeDrafts(document, readingsOf(document), linkByOrder());
}

/** Blocks of a lone answer: ids by order would count from its own first call, so it has none but the wire's. */
export function unlinkedBlocks(document: Document): PlacedDraft[] {
  return placeDrafts(document, readingsOf(document), linkByOrder({ numbered: false }));
}

function readingsOf(document: Document): Reading[] {
  const readings: Reading[] = [];
  const system = document.member("systemInstruction") ?? document.member("system_instruction");
  if (system) readings.push({ unit: system, as: "system", read: (node) => readContent(node, "system") });
  const tools = document.member("tools");
  if (tools) readings.push({ unit: tools, as: "tools", read: readTools });
  const contents = document.member("contents");
  if (document.history) for (const unit of document.history) readings.push({ unit, as: "content", read: readTurn });
  else if (contents) readings.push({ unit: contents, as: "content", read: readTurn });
  return readings;
}

const roles: Readonly<Record<string, Role>> = { user: "user", model: "assistant", function: "user", system: "system" };

function readTurn(content: JsonNode): BlockDraft[] {
  const role = content.text("role") ?? "user";
  return readContent(content, Object.hasOwn(roles, role) ? roles[role]! : "other");
}

/** A content, or in its place the string that some servers accept. */
function readContent(content: JsonNode, role: Role): BlockDraft[] {
  if (content.kind === "null") return [];
  if (content.isString) return [draftOf(content, { role, kind: "text", text: content.string()! })];
  const parts = either(content, "parts");
  if (!parts) return content.isObject ? [] : [rawPart(content, "content")];
  if (parts.isArray) return parts.items().map((part) => readPart(part, role));
  return parts.kind === "null" ? [] : [readPart(parts, role)];
}
