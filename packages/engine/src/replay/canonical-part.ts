import type { RecordedBlock } from "./recorded-request.ts";

/** A recorded block as a part of a Messages request, without and with a cache mark. JSON, UTF-8. */
export interface CanonicalPart {
  readonly plain: Uint8Array;
  readonly marked: () => Uint8Array;
}

const encoder = new TextEncoder();

export function canonicalPart(block: RecordedBlock, mark: object): CanonicalPart {
  const facts = factsOf(block);
  const plain = encoder.encode(JSON.stringify(facts));
  let marked: Uint8Array | undefined;
  return {
    plain,
    marked() {
      marked ??= encoder.encode(JSON.stringify({ ...factsOf(block), cache_control: mark }));
      return marked;
    },
  };
}

/** What is sealed or no text is a text that describes it: nobody may change it anyway, and what it weighs is told beside it. */
function factsOf(block: RecordedBlock): Record<string, unknown> {
  const { role, kind, toolId, toolName, isError, n } = block;
  const text = block.text();
  if (kind === "tool_definition") return objectOf(text) ?? { name: toolName ?? `tool-${n}`, description: text };
  if (role === "thinking") return { type: "thinking", thinking: text, signature: "sealed" };
  if (role === "tool_use")
    return { type: "tool_use", id: toolId ?? `call-${n}`, name: toolName ?? "tool", input: objectOf(text) ?? { text } };
  if (role === "tool_result")
    return {
      type: "tool_result",
      tool_use_id: toolId ?? `call-${n}`,
      content: text,
      ...(isError ? { is_error: true } : {}),
    };
  return { type: "text", text };
}

function objectOf(text: string): Record<string, unknown> | null {
  if (!text.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
