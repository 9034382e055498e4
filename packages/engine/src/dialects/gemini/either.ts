import type { JsonNode } from "../../document/json-node.ts";

/** A member by its camelCase name or its snake_case one: the API takes both (protobuf JSON mapping). */
export function either(node: JsonNode | undefined, camelCase: string): JsonNode | undefined {
  if (!node) return undefined;
  const found = node.get(camelCase);
  if (found) return found;
  const snakeCase = camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return snakeCase === camelCase ? undefined : node.get(snakeCase);
}
