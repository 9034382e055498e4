import type { JsonNode } from "../../document/json-node.ts";
import type { ReadTexts, TextSink } from "./answer-texts.ts";

/** Texts and tool arguments in an answer of the Chat Completions API, as chunks or one completion. */
export const openaiChatTexts: ReadTexts = (event, sink) => {
  for (const [place, choice] of (event.get("choices")?.items() ?? []).entries()) {
    const channel = `${choice.get("index")?.number() ?? place}/`;
    growMessage(channel, choice.get("delta"), sink);
    wholeMessage(choice.get("message"), sink);
    if (choice.text("finish_reason") !== undefined) sink.close(channel);
  }
  if (event.get("error")?.isObject) sink.close("");
};

function growMessage(channel: string, delta: JsonNode | undefined, sink: TextSink): void {
  if (!delta) return;
  const content = delta.get("content");
  sink.piece(`${channel}content`, content, "text");
  // Some gateways send lists of parts, thinking among them.
  for (const part of content?.items() ?? [])
    if (part.text("type") === "text") sink.piece(`${channel}content`, part.get("text"), "text");
  sink.piece(`${channel}refusal`, delta.get("refusal"), "text");
  const calls = delta.get("tool_calls")?.items() ?? [];
  // No word goes on behind a call or a thought: what waits need not wait for the end of all arguments.
  const isElsewhere = calls.length > 0 || says(delta, "reasoning_content") || says(delta, "reasoning");
  if (isElsewhere) sink.close(`${channel}content`);
  for (const [place, call] of calls.entries()) {
    const name = `${channel}call ${call.get("index")?.number() ?? place}/`;
    sink.piece(name, call.get("function")?.get("arguments"), "json");
    sink.piece(name, call.get("custom")?.get("input"), "text");
  }
  sink.piece(`${channel}function_call`, delta.get("function_call")?.get("arguments"), "json");
}

const says = (delta: JsonNode, key: string): boolean => (delta.text(key) ?? "") !== "";

function wholeMessage(message: JsonNode | undefined, sink: TextSink): void {
  if (!message) return;
  const content = message.get("content");
  if (content?.isString) sink.whole(content, "text");
  for (const part of content?.items() ?? []) if (part.text("type") === "text") sink.whole(part.get("text"), "text");
  sink.whole(message.get("refusal"), "text");
  for (const call of message.get("tool_calls")?.items() ?? []) {
    sink.whole(call.get("function")?.get("arguments"), "json");
    sink.whole(call.get("custom")?.get("input"), "text");
  }
  sink.whole(message.get("function_call")?.get("arguments"), "json");
}
