import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";

/** What an input item is to its neighbours. */
export interface ItemFacts {
  /** An item without a type that has a role is a message. */
  readonly type: string;
  readonly role: string | undefined;
  /** `call`: what a model asks for; `output`: what a client sends in answer. */
  readonly part: "call" | "output" | null;
  /** What calls and their outputs have in common. */
  readonly callId: string;
  /** True where the client answers: the provider's own calls have an `id` only. */
  readonly isClients: boolean;
}

/** Facts of the history's items; kept with each unit, so that a conversation that goes on costs what is new. */
export function itemFacts(document: Document): ItemFacts[] {
  return (document.history ?? []).map((unit) => factsOf(document, unit));
}

function factsOf(document: Document, unit: Unit): ItemFacts {
  const known = unit.facts.get("item-facts") as ItemFacts | undefined;
  if (known) return known;
  const facts = readFacts(document.node(unit));
  unit.facts.set("item-facts", facts);
  return facts;
}

function readFacts(item: JsonNode): ItemFacts {
  const type = item.text("type") ?? (item.get("role") ? "message" : item.kind);
  const callId = item.text("call_id");
  return {
    type,
    role: item.text("role"),
    part: partOf(type),
    callId: callId ?? item.text("approval_request_id") ?? item.text("id") ?? "",
    isClients: callId !== undefined,
  };
}

function partOf(type: string): ItemFacts["part"] {
  if (type.endsWith("_output") || type === "mcp_approval_response") return "output";
  return type.endsWith("_call") || type === "mcp_approval_request" || type === "program" ? "call" : null;
}
