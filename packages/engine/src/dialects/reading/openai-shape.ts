import type { Document } from "../../document/document.ts";
import type { RequestShape } from "../dialect.ts";
import { memberNode } from "./member-node.ts";

/** What both OpenAI dialects call alike. */
export function openaiShape(document: Document, outputLimits: readonly string[]): RequestShape {
  const limits = outputLimits.map((key) => memberNode(document, key)?.number());
  return {
    model: memberNode(document, "model")?.string() ?? null,
    stream: memberNode(document, "stream")?.boolean() ?? false,
    hasTools: ["tools", "functions"].some((key) => (memberNode(document, key)?.items().length ?? 0) > 0),
    maxOutputTokens: limits.find((limit) => limit !== undefined) ?? null,
    conversationHint: memberNode(document, "prompt_cache_key")?.string() || null,
    continues: null,
  };
}
