import type { JsonNode } from "../../document/json-node.ts";
import type { Leaf } from "./map-leaf.ts";

/** The member's string as a leaf, where it is one. */
export function namedLeaves(node: JsonNode | undefined, ...keys: readonly string[]): Leaf[] {
  return keys.flatMap((key): Leaf[] => {
    const value = node?.get(key);
    return value?.isString ? [{ node: value, as: "text" }] : [];
  });
}

/** Every string inside a value but those that say what kind of thing it is. */
export function stringLeaves(node: JsonNode): Leaf[] {
  if (node.isString) return [{ node, as: "text" }];
  if (node.isArray) return node.items().flatMap(stringLeaves);
  return node.entries().flatMap(([key, value]) => (key === "type" ? [] : stringLeaves(value)));
}

/** Texts of a content that is a string or a list of strings and parts. */
export function contentLeaves(content: JsonNode | undefined, partLeaves: (part: JsonNode) => Leaf[]): Leaf[] {
  if (content?.isString) return [{ node: content, as: "text" }];
  return (
    content?.items().flatMap((part): Leaf[] => (part.isString ? [{ node: part, as: "text" }] : partLeaves(part))) ?? []
  );
}
