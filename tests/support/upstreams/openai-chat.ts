import { type AnswerPart, jsonReply, pieces, type Reply, type ScriptedAnswer, sseEvent, sseHeaders } from "./answer.ts";

const created = 1_760_000_000;
type ToolPart = Extract<AnswerPart, { type: "tool" | "custom-tool" }>;

/** A Chat Completions answer. Usage is streamed as its own last chunk (`stream_options.include_usage`). */
export function openaiChatReply(answer: ScriptedAnswer, options: { stream: boolean }): Reply {
  const headers = { "x-request-id": `req_${answer.id}` };
  if (!options.stream) return jsonReply(200, whole(answer), headers);
  return { status: 200, headers: { ...sseHeaders, ...headers }, chunks: events(answer) };
}

/** An error as OpenAI words it, for the chat and the responses API alike. */
export function openaiError(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const error = { message: `scripted ${code}`, type: code, param: null, code };
  return jsonReply(status, { error }, { "x-request-id": "req_scripted", ...headers });
}

const textOf = (answer: ScriptedAnswer) => answer.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
const toolsOf = (answer: ScriptedAnswer) =>
  answer.parts.filter((part): part is ToolPart => part.type === "tool" || part.type === "custom-tool");
const argumentsOf = (part: ToolPart) => JSON.stringify(part.type === "tool" ? part.input : { input: part.input });
const finishReason = (answer: ScriptedAnswer) => (toolsOf(answer).length > 0 ? "tool_calls" : "stop");

const usage = ({ usage }: ScriptedAnswer) => ({
  prompt_tokens: usage.input + usage.cacheRead,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.cacheRead + usage.output,
  prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
});

const toolCall = (part: ToolPart) => ({
  id: `call_${part.id}`,
  type: "function",
  function: { name: part.name, arguments: argumentsOf(part) },
});

function whole(answer: ScriptedAnswer) {
  const tools = toolsOf(answer);
  const message = {
    role: "assistant",
    content: textOf(answer) || null,
    ...(tools.length > 0 ? { tool_calls: tools.map(toolCall) } : {}),
    refusal: null,
  };
  return {
    id: `chatcmpl-${answer.id}`,
    object: "chat.completion",
    created,
    model: answer.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer) }],
    usage: usage(answer),
    system_fingerprint: "fp_scripted",
  };
}

function events(answer: ScriptedAnswer): string[] {
  const chunk = (delta: object, finish: string | null = null) => ({
    id: `chatcmpl-${answer.id}`,
    object: "chat.completion.chunk",
    created,
    model: answer.model,
    system_fingerprint: "fp_scripted",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] as object[],
  });
  const list: object[] = [chunk({ role: "assistant", content: "", refusal: null })];
  for (const piece of pieces(textOf(answer))) list.push(chunk({ content: piece }));
  for (const [index, part] of toolsOf(answer).entries()) {
    const { id, type } = toolCall(part);
    list.push(chunk({ tool_calls: [{ index, id, type, function: { name: part.name, arguments: "" } }] }));
    for (const piece of pieces(argumentsOf(part))) {
      list.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  }
  list.push(chunk({}, finishReason(answer)));
  list.push({ ...chunk({}), choices: [], usage: usage(answer) });
  return [...list.map((data) => sseEvent(data)), sseEvent("[DONE]")];
}
