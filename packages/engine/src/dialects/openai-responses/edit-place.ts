import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Located } from "../editing/locate.ts";
import { type Place, partIndex, placeInContent, placeInHistory, type Wrapping } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { inputText } from "./edit-write.ts";
import { endOfExchange } from "./end-of-exchange.ts";
import { isOutput, itemType } from "./item-type.ts";

const message = (role: string): Wrapping => ({
  opening: `{"type":"message","role":"${role}","content":[${inputText.opening}`,
  closing: `${inputText.closing}]}`,
});
/** Around an input that is a string, to make it an item of a list. */
const wholeInput: Wrapping = { opening: '{"type":"message","role":"user","content":', closing: "}" };

/**
 * A text behind a developer message becomes a part of it, any other a user message of its own: behind the outputs of the calls
 * before it, and never between reasoning and what it led to ("reasoning was provided without its required following item").
 */
export function place(document: Document, behind: Located | null): Place | Refusal {
  if (!behind || behind.member === "instructions") return placeBehindSystem(document);
  if (behind.member === "input") return besideInput(document, 1, message("user"));
  if (behind.index < 0 || behind.draft.kind === "tool_definition") return refusals.noPlace;
  const item = behind.path[0]!;
  if (isSystem(item)) {
    const content = item.get("content");
    return placeInContent(behind.unit, content, content ? partIndex(content, behind.node) + 1 : 0, inputText);
  }
  const items = document.history!.map((unit) => document.node(unit));
  const end = endOfExchange(items, behind.index);
  return end === null ? refusals.noPlace : placeInHistory(document, "input", end + 1, message("user"));
}

/** A developer item behind those that open the input. Of a continued answer the outputs come first: no place there. */
function placeBehindSystem(document: Document): Place | Refusal {
  const { history } = document;
  if (!history) return besideInput(document, 0, message("developer"));
  let count = 0;
  const itemAt = (index: number): JsonNode | undefined => history[index] && document.node(history[index]);
  while (count < history.length && isOpening(itemAt(count)!)) count++;
  const next = itemAt(count);
  if (next && isOutput(next)) return refusals.noPlace;
  return placeInHistory(document, "input", count, message("developer"));
}

/** Before (0) or behind (1) an input that is a string. */
function besideInput(document: Document, index: number, wrapping: Wrapping): Place | Refusal {
  const unit = document.member("input");
  const place = unit ? placeInContent(unit, document.node(unit), index, wrapping) : refusals.noPlace;
  if ("code" in place || place.container.shape !== "value") return refusals.noPlace;
  return { ...place, container: { ...place.container, ...wholeInput } };
}

const isOpening = (item: JsonNode): boolean => itemType(item) === "additional_tools" || isSystem(item);

function isSystem(item: JsonNode): boolean {
  const role = item.text("role");
  return itemType(item) === "message" && (role === "developer" || role === "system");
}
