import { type AnswerPart, jsonReply, pieces, type Reply, type ScriptedAnswer, sseEvent, sseHeaders } from "./answer.ts";

/** A Messages API answer, as one JSON object or as the provider's event sequence. */
export function anthropicReply(answer: ScriptedAnswer, options: { stream: boolean }): Reply {
  if (!options.stream) return jsonReply(200, whole(answer), requestId(answer));
  return { status: 200, headers: { ...sseHeaders, ...requestId(answer) }, chunks: events(answer) };
}

/** An error as the API words it: 429 `rate_limit_error`, 529 `overloaded_error` … */
export function anthropicError(status: number, type: string, headers: Record<string, string> = {}): Reply {
  const body = { type: "error", error: { type, message: `scripted ${type}` }, request_id: "req_scripted" };
  return jsonReply(status, body, { "request-id": "req_scripted", ...headers });
}

/** The answer of `/v1/messages/count_tokens`. */
export const anthropicTokenCount = (tokens: number): Reply => jsonReply(200, { input_tokens: tokens });

const requestId = (answer: ScriptedAnswer) => ({ "request-id": `req_${answer.id}` });
const stopReason = (answer: ScriptedAnswer) =>
  answer.parts.some((part) => part.type === "tool" || part.type === "custom-tool") ? "tool_use" : "end_turn";

function whole(answer: ScriptedAnswer) {
  return {
    ...head(answer),
    content: answer.parts.map(wholePart),
    stop_reason: stopReason(answer),
    usage: { ...usage(answer), output_tokens: answer.usage.output },
  };
}

function head(answer: ScriptedAnswer) {
  return {
    id: `msg_${answer.id}`,
    type: "message",
    role: "assistant",
    model: answer.model,
    content: [] as unknown[],
    stop_reason: null as string | null,
    stop_sequence: null,
  };
}

function usage(answer: ScriptedAnswer) {
  return {
    input_tokens: answer.usage.input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: answer.usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 1,
    service_tier: "standard",
  };
}

function wholePart(part: AnswerPart) {
  if (part.type === "text") return { type: "text", text: part.text };
  if (part.type === "thinking") return { type: "thinking", thinking: part.text, signature: part.signature };
  return { type: "tool_use", id: `toolu_${part.id}`, name: part.name, input: inputOf(part) };
}

const inputOf = (part: Extract<AnswerPart, { type: "tool" | "custom-tool" }>) =>
  part.type === "tool" ? part.input : { input: part.input };

function events(answer: ScriptedAnswer): string[] {
  const named = (data: { type: string } & Record<string, unknown>) => sseEvent(data, data.type);
  const list = [
    named({ type: "message_start", message: { ...head(answer), usage: usage(answer) } }),
    named({ type: "ping" }),
  ];
  for (const [index, part] of answer.parts.entries()) {
    list.push(named({ type: "content_block_start", index, content_block: emptyPart(part) }));
    for (const delta of deltas(part)) list.push(named({ type: "content_block_delta", index, delta }));
    list.push(named({ type: "content_block_stop", index }));
  }
  const delta = { stop_reason: stopReason(answer), stop_sequence: null };
  list.push(named({ type: "message_delta", delta, usage: { ...usage(answer), output_tokens: answer.usage.output } }));
  list.push(named({ type: "message_stop" }));
  return list;
}

function emptyPart(part: AnswerPart) {
  if (part.type === "text") return { type: "text", text: "" };
  if (part.type === "thinking") return { type: "thinking", thinking: "", signature: "" };
  return { type: "tool_use", id: `toolu_${part.id}`, name: part.name, input: {} };
}

function deltas(part: AnswerPart): object[] {
  if (part.type === "text") return pieces(part.text).map((text) => ({ type: "text_delta", text }));
  if (part.type === "thinking") {
    const thinking = pieces(part.text).map((text) => ({ type: "thinking_delta", thinking: text }));
    return [...thinking, { type: "signature_delta", signature: part.signature }];
  }
  return ["", ...pieces(JSON.stringify(inputOf(part)))].map((text) => ({
    type: "input_json_delta",
    partial_json: text,
  }));
}
