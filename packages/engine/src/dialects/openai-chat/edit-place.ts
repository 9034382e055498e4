import type { Document } from "../../document/document.ts";
import type { Located } from "../editing/locate.ts";
import { type Place, partCount, partIndex, placeInContent, placeInHistory, type Wrapping } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { textPart } from "./edit-write.ts";

const userMessage: Wrapping = { opening: '{"role":"user","content":', closing: "}" };
const systemMessage: Wrapping = { opening: '{"role":"system","content":', closing: "}" };

/**
 * A text behind a system message becomes a part of it, any other a user message of its own: behind the whole run of `tool`
 * messages that follow, because nothing may stand between calls and their results (400).
 */
export function place(document: Document, behind: Located | null): Place | Refusal {
  const { history } = document;
  if (!history || (behind && behind.index < 0)) return refusals.noPlace;
  if (!behind) return placeInSystem(document);
  const message = behind.path[0]!;
  if (isSystem(message.text("role"))) {
    const content = message.get("content");
    return placeInContent(behind.unit, content, content ? partIndex(content, behind.node) + 1 : 0, textPart);
  }
  let end = behind.index + 1;
  while (end < history.length && isResult(roleAt(document, end))) end++;
  const isOpen = end === behind.index + 1 && hasCalls(behind);
  return isOpen ? refusals.noPlace : placeInHistory(document, "messages", end, userMessage);
}

/** A part of the last of the system messages that open the history: a second one in a row is refused by some servers. */
function placeInSystem(document: Document): Place | Refusal {
  const history = document.history!;
  let count = 0;
  while (count < history.length && isSystem(roleAt(document, count))) count++;
  if (count === 0) return placeInHistory(document, "messages", 0, systemMessage);
  const unit = history[count - 1]!;
  const content = document.node(unit).get("content");
  return placeInContent(unit, content, content ? partCount(content) : 0, textPart);
}

/** Calls that nothing answers yet. */
function hasCalls({ path }: Located): boolean {
  const message = path[0]!;
  return (message.get("tool_calls")?.items().length ?? 0) > 0 || message.get("function_call")?.isObject === true;
}

const roleAt = (document: Document, index: number): string | undefined =>
  document.node(document.history![index]!).text("role");
const isSystem = (role: string | undefined): boolean => role === "system" || role === "developer";
const isResult = (role: string | undefined): boolean => role === "tool" || role === "function";
