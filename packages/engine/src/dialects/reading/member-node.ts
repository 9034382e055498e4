import type { Document } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";

/** A top-level member's value, or undefined where the body has none of that name or it is the history. */
export function memberNode(document: Document, key: string): JsonNode | undefined {
  const unit = document.member(key);
  return unit && unit.tree.length > 0 ? document.node(unit) : undefined;
}
