import type { DialectId } from "@aperture/sdk";

/** What a model says, in the pieces in which it streams it. */
export interface Said {
  /** `call`: JSON arguments of a function; `custom`: a tool's plain text. */
  readonly kind: "thinking" | "text" | "call" | "custom";
  readonly pieces: readonly string[];
}

export interface StreamEvent {
  readonly name: string | null;
  readonly data: object | "[DONE]";
}

/** A stream's events as the dialect's API sends them. `isBrief`: without the events that say whole texts again. */
export function eventsOf(dialect: DialectId, said: readonly Said[], isBrief = false): StreamEvent[] {
  if (dialect === "anthropic") return anthropicEvents(said);
  if (dialect === "openai-chat") return chatEvents(said);
  if (dialect === "openai-responses") return responsesEvents(said, isBrief);
  return said.flatMap(geminiChunks).map((data) => ({ name: null, data }));
}

/** The same as one JSON body. */
export function bodyOf(dialect: DialectId, said: readonly Said[]): object {
  const whole = said.map(({ kind, pieces }) => ({ kind, text: pieces.join("") }));
  if (dialect === "anthropic") return { type: "message", role: "assistant", content: whole.map(anthropicPart) };
  if (dialect === "openai-responses")
    return {
      object: "response",
      status: "completed",
      output: whole.map(({ kind, text }, index) => item(kind, index, text)),
    };
  if (dialect === "gemini")
    return { candidates: [{ content: { role: "model", parts: whole.map(geminiPart) }, finishReason: "STOP" }] };
  const of = (kind: Said["kind"]): string[] => whole.filter((one) => one.kind === kind).map(({ text }) => text);
  const message = {
    role: "assistant",
    content: of("text").join(""),
    reasoning_content: of("thinking").join(""),
    tool_calls: whole.flatMap(({ kind, text }, index) =>
      kind === "call" || kind === "custom"
        ? [{ id: `call_${index}`, type: kind === "call" ? "function" : kind, ...chatCall(kind, text) }]
        : [],
    ),
  };
  return { object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] };
}

function anthropicPart({ kind, text }: { kind: Said["kind"]; text: string }, index: number): object {
  if (kind === "thinking") return { type: "thinking", thinking: text, signature: "s" };
  if (kind === "text") return { type: "text", text };
  return {
    type: "tool_use",
    id: `toolu_${index}`,
    name: "Write",
    input: text === "" ? {} : (JSON.parse(text) as unknown),
  };
}

function anthropicEvents(said: readonly Said[]): StreamEvent[] {
  const blocks = said.flatMap(({ kind, pieces }, index): object[] => [
    { type: "content_block_start", index, content_block: anthropicPart({ kind, text: "" }, index) },
    ...pieces.map((piece) => ({ type: "content_block_delta", index, delta: anthropicDelta(kind, piece) })),
    { type: "content_block_stop", index },
  ]);
  const all = [
    { type: "message_start", message: { type: "message", role: "assistant", content: [], usage: { input_tokens: 1 } } },
    ...blocks,
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 9 } },
    { type: "message_stop" },
  ];
  return all.map((data) => ({ name: (data as { type: string }).type, data }));
}

function anthropicDelta(kind: Said["kind"], piece: string): object {
  if (kind === "thinking") return { type: "thinking_delta", thinking: piece };
  return kind === "text" ? { type: "text_delta", text: piece } : { type: "input_json_delta", partial_json: piece };
}

const chatCall = (kind: "call" | "custom", text: string): object =>
  kind === "call" ? { function: { name: "write", arguments: text } } : { custom: { name: "patch", input: text } };

function chatEvents(said: readonly Said[]): StreamEvent[] {
  const chunk = (delta: object, finish: string | null = null): StreamEvent => ({
    name: null,
    data: { object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] },
  });
  const deltas = said.flatMap(({ kind, pieces }, index) => {
    if (kind === "text") return pieces.map((content) => chunk({ content }));
    if (kind === "thinking") return pieces.map((reasoning_content) => chunk({ reasoning_content }));
    return ["", ...pieces].map((piece, place) =>
      chunk({ tool_calls: [{ index, ...(place === 0 && { id: `call_${index}` }), ...chatCall(kind, piece) }] }),
    );
  });
  return [...deltas, chunk({}, "stop"), { name: null, data: "[DONE]" }];
}

function item(kind: Said["kind"], index: number, text: string): object {
  if (kind === "thinking") return { type: "reasoning", id: `rs_${index}`, summary: [{ type: "summary_text", text }] };
  if (kind === "text")
    return { type: "message", id: `m_${index}`, role: "assistant", content: [{ type: "output_text", text }] };
  if (kind === "call")
    return { type: "function_call", id: `f_${index}`, call_id: `c_${index}`, name: "write", arguments: text };
  return { type: "custom_tool_call", id: `u_${index}`, call_id: `c_${index}`, name: "exec", input: text };
}

const responsesNames = {
  thinking: ["reasoning_summary_text", "text"],
  text: ["output_text", "text"],
  call: ["function_call_arguments", "arguments"],
  custom: ["custom_tool_call_input", "input"],
} as const;

function responsesEvents(said: readonly Said[], isBrief: boolean): StreamEvent[] {
  const items = said.flatMap(({ kind, pieces }, output_index): object[] => {
    const [name, member] = responsesNames[kind];
    const at = {
      output_index,
      ...(kind === "text" && { content_index: 0 }),
      ...(kind === "thinking" && { summary_index: 0 }),
    };
    const text = pieces.join("");
    const part = { type: "output_text", text };
    return [
      { type: "response.output_item.added", output_index, item: item(kind, output_index, "") },
      ...pieces.map((delta) => ({ type: `response.${name}.delta`, ...at, delta })),
      ...(isBrief ? [] : [{ type: `response.${name}.done`, ...at, [member]: text }]),
      ...(isBrief || kind !== "text" ? [] : [{ type: "response.content_part.done", ...at, part }]),
      ...(isBrief ? [] : [{ type: "response.output_item.done", output_index, item: item(kind, output_index, text) }]),
    ];
  });
  // Codex's backend leaves `output` empty in the last event.
  const output = isBrief ? [] : said.map(({ kind, pieces }, index) => item(kind, index, pieces.join("")));
  const all = [...items, { type: "response.completed", response: { object: "response", status: "completed", output } }];
  return all.map((data) => ({ name: (data as { type: string }).type, data }));
}

function geminiPart({ kind, text }: { kind: Said["kind"]; text: string }): object {
  if (kind === "thinking") return { text, thought: true };
  return kind === "text" ? { text } : { functionCall: { name: "write_file", args: JSON.parse(text) as unknown } };
}

function geminiChunks({ kind, pieces }: Said): object[] {
  const texts = kind === "call" || kind === "custom" ? [pieces.join("")] : pieces;
  return texts.map((text) => ({
    candidates: [{ content: { role: "model", parts: [geminiPart({ kind, text })] }, index: 0 }],
  }));
}
