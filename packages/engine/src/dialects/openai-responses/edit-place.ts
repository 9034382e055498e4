import type { Document } from "../../document/document.ts";
import type { Located } from "../editing/locate.ts";
import { type Place, partIndex, placeInContent, placeInHistory, type Wrapping } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { inputText } from "./edit-write.ts";
import { endOfExchange } from "./end-of-exchange.ts";
import { type ItemFacts, itemFacts } from "./item-facts.ts";

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
  const items = itemFacts(document);
  if (isSystem(items[behind.index]!)) {
    const content = behind.path[0]!.get("content");
    return placeInContent(behind.unit, content, content ? partIndex(content, behind.node) + 1 : 0, inputText);
  }
  const end = endOfExchange(items, behind.index);
  return end === null ? refusals.noPlace : placeInHistory(document, "input", end + 1, message("user"));
}

/** A developer item behind those that open the input. Of a continued answer the outputs come first: no place there. */
function placeBehindSystem(document: Document): Place | Refusal {
  if (!document.history) return besideInput(document, 0, message("developer"));
  const items = itemFacts(document);
  const first = items.findIndex((item) => item.type !== "additional_tools" && !isSystem(item));
  if (items[first]?.part === "output") return refusals.noPlace;
  return placeInHistory(document, "input", first < 0 ? items.length : first, message("developer"));
}

/** Before (0) or behind (1) an input that is a string. */
function besideInput(document: Document, index: number, wrapping: Wrapping): Place | Refusal {
  const unit = document.member("input");
  const place = unit ? placeInContent(unit, document.node(unit), index, wrapping) : refusals.noPlace;
  if ("code" in place || place.container.shape !== "value") return refusals.noPlace;
  return { ...place, container: { ...place.container, ...wholeInput } };
}

const isSystem = ({ type, role }: ItemFacts): boolean =>
  type === "message" && (role === "developer" || role === "system");
