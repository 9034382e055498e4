import { type AnswerPart, jsonReply, pieces, type Reply, type ScriptedAnswer, sseEvent, sseHeaders } from "./answer.ts";

const created = 1_760_000_000;
type Item = Record<string, unknown> & { id: string; type: string };

/** A Responses API answer, as one JSON object or as the provider's numbered event sequence. */
export function openaiResponsesReply(answer: ScriptedAnswer, options: { stream: boolean }): Reply {
  const headers = { "x-request-id": `req_${answer.id}` };
  if (!options.stream) return jsonReply(200, response(answer, "completed", itemsOf(answer)), headers);
  return { status: 200, headers: { ...sseHeaders, ...headers }, chunks: events(answer) };
}

const usage = ({ usage }: ScriptedAnswer) => ({
  input_tokens: usage.input + usage.cacheRead,
  input_tokens_details: { cached_tokens: usage.cacheRead },
  output_tokens: usage.output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.input + usage.cacheRead + usage.output,
});

function response(answer: ScriptedAnswer, status: "in_progress" | "completed", output: readonly Item[]) {
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: created,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model: answer.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: "medium", summary: null },
    store: false,
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    truncation: "disabled",
    usage: status === "completed" ? usage(answer) : null,
    user: null,
    metadata: {},
  };
}

const itemsOf = (answer: ScriptedAnswer): Item[] => answer.parts.map((part, index) => item(answer, part, index));

function item(answer: ScriptedAnswer, part: AnswerPart, index: number): Item {
  const id = `${answer.id}_${index}`;
  if (part.type === "text") {
    const content = [{ type: "output_text", annotations: [], logprobs: [], text: part.text }];
    return { id: `msg_${id}`, type: "message", status: "completed", content, role: "assistant" };
  }
  if (part.type === "thinking") {
    const summary = [{ type: "summary_text", text: part.text }];
    return { id: `rs_${id}`, type: "reasoning", encrypted_content: part.signature, summary };
  }
  const call = { status: "completed", call_id: `call_${part.id}`, name: part.name };
  if (part.type === "custom-tool") return { id: `ctc_${id}`, type: "custom_tool_call", ...call, input: part.input };
  return { id: `fc_${id}`, type: "function_call", ...call, arguments: JSON.stringify(part.input) };
}

function events(answer: ScriptedAnswer): string[] {
  const list: { type: string }[] = [];
  const send = (type: string, data: object) => list.push({ type, ...data, sequence_number: list.length } as never);
  send("response.created", { response: response(answer, "in_progress", []) });
  send("response.in_progress", { response: response(answer, "in_progress", []) });
  for (const [output_index, done] of itemsOf(answer).entries()) {
    send("response.output_item.added", { output_index, item: { ...opened(done), status: "in_progress" } });
    for (const [type, data] of parts(done)) send(type, { item_id: done.id, output_index, ...data });
    send("response.output_item.done", { output_index, item: done });
  }
  send("response.completed", { response: response(answer, "completed", itemsOf(answer)) });
  return list.map((data) => sseEvent(data, data.type));
}

function opened(done: Item): Item {
  if (done.type === "message") return { ...done, content: [] };
  if (done.type === "reasoning") return { ...done, summary: [] };
  return done.type === "function_call" ? { ...done, arguments: "" } : { ...done, input: "" };
}

function parts(done: Item): [string, object][] {
  if (done.type === "message") return messageParts(done);
  if (done.type === "reasoning") return [];
  const prefix = done.type === "function_call" ? "response.function_call_arguments" : "response.custom_tool_call_input";
  const text = String(done.arguments ?? done.input);
  const end = done.type === "function_call" ? { arguments: text } : { input: text };
  return [...pieces(text).map((delta): [string, object] => [`${prefix}.delta`, { delta }]), [`${prefix}.done`, end]];
}

function messageParts(done: Item): [string, object][] {
  const [part] = done.content as { text: string }[];
  const text = part?.text ?? "";
  const at = { content_index: 0 };
  return [
    ["response.content_part.added", { ...at, part: { ...part, text: "" } }],
    ...pieces(text).map((delta): [string, object] => ["response.output_text.delta", { ...at, delta, logprobs: [] }]),
    ["response.output_text.done", { ...at, text, logprobs: [] }],
    ["response.content_part.done", { ...at, part }],
  ];
}
