import type { JsonNode } from "../../document/json-node.ts";
import type { ReadTexts, TextSink } from "./answer-texts.ts";

/** Texts and the arguments of the client's tools in an answer of the Messages API, as SSE events or one message. */
export const anthropicTexts: ReadTexts = (event, sink) => {
  const channel = `${event.get("index")?.number() ?? 0}/`;
  switch (event.text("type")) {
    case "message":
      for (const part of event.get("content")?.items() ?? []) wholePart(part, sink);
      return;
    case "content_block_start":
      startPart(channel, event.get("content_block"), sink);
      return;
    case "content_block_delta":
      growPart(channel, event.get("delta"), sink);
      return;
    case "content_block_stop":
      sink.close(channel);
      return;
    case "message_delta":
    case "message_stop":
    case "error":
      sink.close("");
      return;
  }
};

function wholePart(part: JsonNode, sink: TextSink): void {
  const type = part.text("type");
  if (type === "text") sink.whole(part.get("text"), "text");
  // Tools that the provider runs are sent back as they came: a value in their input could not be taken out again.
  else if (type === "tool_use") sink.whole(part.get("input"), "text");
}

function startPart(channel: string, part: JsonNode | undefined, sink: TextSink): void {
  if (part?.text("type") === "text") sink.piece(channel, part.get("text"), "text");
  else if (part) wholePart(part, sink);
}

function growPart(channel: string, delta: JsonNode | undefined, sink: TextSink): void {
  const type = delta?.text("type");
  if (type === "text_delta") sink.piece(channel, delta?.get("text"), "text");
  else if (type === "input_json_delta") sink.piece(channel, delta?.get("partial_json"), "json");
}
