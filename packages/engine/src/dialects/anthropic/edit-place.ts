import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Located } from "../editing/locate.ts";
import { absolute, type Place, partCount, partIndex, placeInContent, placeInNewMember } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { textPart } from "./edit-write.ts";

/**
 * Texts of ours are parts of the system prompt or of a user message, never messages of their own: roles keep their order.
 * In a user message every tool result stands before the first text, or the call counts as unanswered (400).
 */
export function place(document: Document, behind: Located | null): Place | Refusal {
  if (!behind) return placeInSystem(document);
  const { unit, index, member, node } = behind;
  const root = behind.path[0]!;
  if (member === "system") return placeInContent(unit, root, partIndex(root, node) + 1, textPart);
  if (index < 0) return refusals.noPlace;
  if (root.text("role") !== "user") return placeInNextUserMessage(document, index);
  const content = root.get("content");
  const at = content ? Math.max(partIndex(content, node) + 1, resultsEnd(content)) : 0;
  return placeInContent(unit, content, at, textPart);
}

function placeInSystem(document: Document): Place | Refusal {
  const unit = document.member("system");
  if (!unit) return placeInNewMember(document, { opening: '"system":[', closing: "]" }, textPart);
  const system = document.node(unit);
  if (system.kind !== "null") return placeInContent(unit, system, partCount(system), textPart);
  const container = { ...absolute(unit, system), shape: "absent", opening: "[", closing: "]" } as const;
  return { container, index: 0, wrapping: textPart };
}

/** A system message between the two belongs to neither: the user's next words are looked for behind it. */
function placeInNextUserMessage(document: Document, index: number): Place | Refusal {
  const history = document.history!;
  for (let at = index + 1; at < history.length; at++) {
    const message = document.node(history[at]!);
    const role = message.text("role");
    if (role === "system") continue;
    if (role !== "user") break;
    const content = message.get("content");
    return placeInContent(history[at]!, content, content ? resultsEnd(content) : 0, textPart);
  }
  return refusals.noPlace;
}

/** Number of parts up to the last tool result. */
function resultsEnd(content: JsonNode): number {
  return content.items().findLastIndex((item) => item.text("type")?.endsWith("tool_result")) + 1;
}
