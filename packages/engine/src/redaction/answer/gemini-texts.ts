import { either } from "../../dialects/gemini/either.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { ReadTexts, TextSink } from "./answer-texts.ts";

/** Texts and call arguments in an answer of the Gemini API: chunks of SSE or of a JSON list, or one body. */
export const geminiTexts: ReadTexts = (event, sink) => {
  for (const [place, candidate] of (event.get("candidates")?.items() ?? []).entries()) {
    const channel = `${candidate.get("index")?.number() ?? place}/`;
    for (const part of candidate.get("content")?.get("parts")?.items() ?? []) readPart(channel, part, sink);
    if (either(candidate, "finishReason")?.isString) sink.close(channel);
  }
  if (event.get("error")?.isObject) sink.close("");
};

function readPart(channel: string, part: JsonNode, sink: TextSink): void {
  const text = part.get("text");
  // Text behind text is joined by clients, so a placeholder may go on there; behind anything else it does not.
  if (part.get("thought")?.boolean() === true || !text) sink.close(channel);
  else sink.piece(channel, text, "text");
  if (part.get("thought")?.boolean() !== true) sink.whole(either(part, "functionCall")?.get("args"), "text");
}
