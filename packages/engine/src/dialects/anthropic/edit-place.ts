import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Located } from "../editing/locate.ts";
import { type Container, contentContainer, type Place, sizeOf } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { textPart } from "./edit-write.ts";

const part = { opening: '{"type":"text","text":', closing: "}" };

/**
 * Texts of ours are parts of the system prompt or of a user message, never messages of their own: roles keep their order.
 * In a user message every tool result stands before the first text, or the call counts as unanswered (400).
 */
export function place(document: Document, behind: Located | null): Place | Refusal {
  if (!behind) return placeInSystem(document);
  if (behind.member === "system")
    return inContent(behind.unit, behind.path[0]!, indexIn(behind.path[0]!, behind.node) + 1);
  if (behind.index < 0) return refusals.noPlace;
  const message = behind.path[0]!;
  if (message.text("role") !== "user") return placeInNextUserMessage(document, behind.index);
  const content = message.get("content");
  if (!content) return refusals.noPlace;
  return inContent(behind.unit, content, Math.max(indexIn(content, behind.node) + 1, resultsEnd(content)));
}

function placeInSystem(document: Document): Place {
  const system = document.member("system");
  const container = system && contentContainer(system, document.node(system), part);
  if (container) return { container, index: sizeOf(container), write: textPart };
  return { container: system ? nothing(system) : newMember(document), index: 0, write: textPart };
}

/** `null`, or what the provider would refuse anyway. */
const nothing = ({ start, length }: Unit): Container => ({
  shape: "absent",
  start,
  end: start + length,
  opening: "[",
  closing: "]",
});

/** In front of all other members. */
function newMember(document: Document): Container {
  const at = document.bytes.indexOf(0x7b) + 1;
  return {
    shape: "absent",
    start: at,
    end: at,
    opening: '"system":[',
    closing: document.members.length > 0 ? "]," : "]",
  };
}

/** A system message between the two does not belong to either: the user's next words are looked for behind it. */
function placeInNextUserMessage(document: Document, index: number): Place | Refusal {
  const history = document.history!;
  for (let at = index + 1; at < history.length; at++) {
    const message = document.node(history[at]!);
    const role = message.text("role");
    if (role === "system") continue;
    const content = message.get("content");
    return role === "user" && content ? inContent(history[at]!, content, resultsEnd(content)) : refusals.noPlace;
  }
  return refusals.noPlace;
}

function inContent(unit: Unit, content: JsonNode, index: number): Place | Refusal {
  const container = contentContainer(unit, content, part);
  return container ? { container, index, write: textPart } : refusals.noPlace;
}

/** Index of the part in a content; a content that is the part itself has it at 0. */
function indexIn(content: JsonNode, node: JsonNode): number {
  return Math.max(
    0,
    content.items().findIndex((item) => item.start === node.start),
  );
}

/** Number of parts up to the last tool result. */
function resultsEnd(content: JsonNode): number {
  return content.items().findLastIndex((item) => item.text("type")?.endsWith("tool_result")) + 1;
}
