import type { JsonNode } from "../../document/json-node.ts";

/** An item without a type that has a role is a message. */
export const itemType = (item: JsonNode): string => item.text("type") ?? (item.get("role") ? "message" : item.kind);

/** True for what a client sends in answer to a call. */
export function isOutput(item: JsonNode): boolean {
  const type = itemType(item);
  return type.endsWith("_output") || type === "mcp_approval_response";
}

/** True for what a model asks for. */
export function isCall(item: JsonNode): boolean {
  const type = itemType(item);
  return type.endsWith("_call") || type === "mcp_approval_request" || type === "program";
}
