import type { Document } from "../../document/document.ts";
import type { RequestShape } from "../dialect.ts";
import { memberNode } from "../reading/member-node.ts";
import { either } from "./either.ts";

/** What a generateContent request says as a whole; model and streaming stand in the path. */
export function shape(document: Document, target: string): RequestShape {
  const [, model, method] = /\/models\/([^/:?]+):(\w+)/.exec(target) ?? [];
  const generation = memberNode(document, "generationConfig") ?? memberNode(document, "generation_config");
  const cached = memberNode(document, "cachedContent") ?? memberNode(document, "cached_content");
  return {
    model: model === undefined ? null : decoded(model),
    stream: method === "streamGenerateContent",
    hasTools: (memberNode(document, "tools")?.items().length ?? 0) > 0,
    maxOutputTokens: either(generation, "maxOutputTokens")?.number() ?? null,
    conversationHint: null,
    // A named cache holds the beginning of the prompt: the body is only what comes behind it.
    continues: cached?.string() ?? null,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
