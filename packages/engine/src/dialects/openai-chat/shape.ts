import type { Document } from "../../document/document.ts";
import type { RequestShape } from "../dialect.ts";
import { openaiShape } from "../reading/openai-shape.ts";

/** What a Chat Completions request says as a whole. */
export function shape(document: Document): RequestShape {
  return openaiShape(document, ["max_completion_tokens", "max_tokens"]);
}
