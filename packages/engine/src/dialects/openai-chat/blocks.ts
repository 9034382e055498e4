import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft, PlacedDraft } from "../dialect.ts";
import { linkById } from "../reading/link-by-id.ts";
import { placeDrafts, type Reading } from "../reading/place-drafts.ts";
import { rawPart } from "../reading/raw-part.ts";
import { toolDefinitions } from "../reading/tool-definitions.ts";
import { readMessage } from "./read-message.ts";

/** Blocks of a Chat Completions request in prompt order: tools, then messages (the system message is one of them). */
export function blocks(document: Document): PlacedDraft[] {
  const readings: Reading[] = [];
  // `functions` is what `tools` was called before 2023-11.
  for (const key of ["tools", "functions"]) {
    const unit = document.member(key);
    if (unit) readings.push({ unit, as: "tools", read: readTools });
  }
  const messages = document.member("messages");
  if (document.history) for (const unit of document.history) readings.push({ unit, as: "message", read: readMessage });
  else if (messages) readings.push({ unit: messages, as: "messages", read: readRest });
  return placeDrafts(document, readings, linkById());
}

const readTools = (list: JsonNode): BlockDraft[] => toolDefinitions(list, toolName);

function toolName(tool: JsonNode): string | undefined {
  return (
    tool.get("function")?.text("name") ?? tool.get("custom")?.text("name") ?? tool.text("name") ?? tool.text("type")
  );
}

const readRest = (node: JsonNode): BlockDraft[] => (node.kind === "null" ? [] : [rawPart(node, "messages")]);
