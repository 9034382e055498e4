import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Refusal } from "../editing.ts";
import type { Span } from "./edit-list.ts";
import { refusals } from "./refusals.ts";

/** What stands around a JSON string to make it a part or a message. */
export interface Wrapping {
  readonly opening: string;
  readonly closing: string;
}

/** Where new elements can go; offsets are absolute. */
export type Container =
  /** An array: new elements between the others. */
  | (Span & { readonly shape: "list"; readonly items: readonly Span[] })
  /** A single value that becomes the first element of an array: `[`, opening, the value as it stands, closing, `]`. */
  | (Span & Wrapping & { readonly shape: "value"; readonly isBlank: boolean })
  /** Nothing worth keeping (null, or no bytes at all): opening, the new elements, closing. */
  | (Span & Wrapping & { readonly shape: "absent" });

/** A place for a new element: how many elements of the container stand before it, and what is written around its text. */
export interface Place {
  readonly container: Container;
  readonly index: number;
  readonly wrapping: Wrapping;
}

/** A place in a content: in an array of parts, or beside the string that becomes one; a refusal in anything else. */
export function placeInContent(
  unit: Unit,
  content: JsonNode | undefined,
  index: number,
  wrapping: Wrapping,
): Place | Refusal {
  if (!content) return refusals.noPlace;
  if (content.isArray) return { container: listOf(unit, content), index, wrapping };
  if (!content.isString) return refusals.noPlace;
  const isBlank = content.end - content.start === 2;
  return { container: { ...absolute(unit, content), ...wrapping, shape: "value", isBlank }, index, wrapping };
}

/** A place between the elements of the history. */
export function placeInHistory(document: Document, historyKey: string, index: number, wrapping: Wrapping): Place {
  const { start, length } = document.member(historyKey)!;
  const items = document.history!.map((unit) => ({ start: unit.start, end: unit.start + unit.length }));
  return { container: { shape: "list", start, end: start + length, items }, index, wrapping };
}

/** A place in a member that the body does not have: it is made, in front of all others. */
export function placeInNewMember(document: Document, { opening, closing }: Wrapping, wrapping: Wrapping): Place {
  const at = document.bytes.indexOf(0x7b) + 1;
  const separator = document.members.length > 0 ? "," : "";
  return {
    container: { shape: "absent", start: at, end: at, opening, closing: closing + separator },
    index: 0,
    wrapping,
  };
}

/** Elements of a content: 1 for a string, which becomes one. */
export const partCount = (content: JsonNode): number => (content.isArray ? content.items().length : 1);

/** Index of the part in its content; a content that is itself the part has it at 0. */
export function partIndex(content: JsonNode, part: JsonNode): number {
  return Math.max(
    0,
    content.items().findIndex((item) => item.start === part.start),
  );
}

export function listOf(unit: Unit, list: JsonNode): Container {
  return { ...absolute(unit, list), shape: "list", items: list.items().map((item) => absolute(unit, item)) };
}

export function absolute(unit: Unit, { start, end }: Span): Span {
  return { start: start + unit.start, end: end + unit.start };
}
