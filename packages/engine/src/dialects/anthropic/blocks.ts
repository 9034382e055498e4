import type { Role } from "@aperture/sdk";
import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { linkById } from "../reading/link-by-id.ts";
import { placeDrafts, type Reading } from "../reading/place-drafts.ts";
import { rawPart } from "../reading/raw-part.ts";
import { toolDefinitions } from "../reading/tool-definitions.ts";
import { readPart } from "./read-part.ts";

/** Blocks of a Messages request in prompt order: tools, system, messages. */
export function blocks(document: Document): PlacedDraft[] {
  const readings: Reading[] = [];
  const tools = document.member("tools");
  if (tools) readings.push({ unit: tools, as: "tools", read: readTools });
  const system = document.member("system");
  if (system) readings.push({ unit: system, as: "system", read: readSystem });
  const messages = document.member("messages");
  if (document.history) for (const unit of document.history) readings.push({ unit, as: "message", read: readMessage });
  else if (messages) readings.push({ unit: messages, as: "messages", read: (node) => readRest(node, "messages") });
  return placeDrafts(document, readings, linkById());
}

const readTools = (list: JsonNode): BlockDraft[] =>
  toolDefinitions(list, (tool) => tool.text("name") ?? tool.text("type"));

function readSystem(system: JsonNode): BlockDraft[] {
  if (system.isString || system.isArray) return readContent(system, "system");
  return readRest(system, "system");
}

function readMessage(message: JsonNode): BlockDraft[] {
  if (!message.isObject) return [rawPart(message, "message")];
  const content = message.get("content");
  return content ? readContent(content, roleOf(message.text("role"))) : [];
}

function readContent(content: JsonNode, role: Role): BlockDraft[] {
  if (content.isString) return [draftOf(content, { role, kind: "text", text: content.string()! })];
  if (content.isArray) return content.items().map((part) => readPart(part, role));
  return readRest(content, "content");
}

const readRest = (node: JsonNode, kind: string): BlockDraft[] => (node.kind === "null" ? [] : [rawPart(node, kind)]);

/** A system message may stand in the middle of a conversation. */
function roleOf(role: string | undefined): Role {
  return role === "user" || role === "assistant" || role === "system" ? role : "other";
}
