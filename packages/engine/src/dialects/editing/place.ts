import type { Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Span } from "./edit-list.ts";

/** Where new parts can go; offsets are absolute. */
export type Container =
  /** An array: new elements between the others. */
  | (Span & { readonly shape: "list"; readonly items: readonly Span[] })
  /** A single value that becomes the first element of an array: `[`, opening, the value as it stands, closing, `]`. */
  | (Span & { readonly shape: "value"; readonly opening: string; readonly closing: string; readonly isBlank: boolean })
  /** Nothing worth keeping (null, or no bytes at all): opening, the new elements, closing. */
  | (Span & { readonly shape: "absent"; readonly opening: string; readonly closing: string });

/** A place for a new element: how many elements of the container stand before it, and how a text is written there. */
export interface Place {
  readonly container: Container;
  readonly index: number;
  readonly write: (text: string) => string;
}

/** Elements a container has: a place at its end. */
export function sizeOf(container: Container): number {
  if (container.shape === "list") return container.items.length;
  return container.shape === "value" ? 1 : 0;
}

/** A content that is an array, or a string that becomes a text part; null for anything else. */
export function contentContainer(
  unit: Unit,
  content: JsonNode,
  part: { opening: string; closing: string },
): Container | null {
  const span = absolute(unit, content);
  if (content.isArray) return { ...span, shape: "list", items: content.items().map((item) => absolute(unit, item)) };
  if (content.isString) return { ...span, shape: "value", ...part, isBlank: content.end - content.start === 2 };
  return null;
}

export function absolute(unit: Unit, { start, end }: Span): Span {
  return { start: start + unit.start, end: end + unit.start };
}
