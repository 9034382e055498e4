import type { DialectId } from "@aperture/sdk";
import { sseEvent } from "./upstreams/answer.ts";

/** In pieces of `size` characters, as a model streams them; a placeholder spans several. */
export const cut = (text: string, size = 5): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));

export interface Said {
  readonly text: string;
  readonly thinking: string;
  /** Arguments of a call, as JSON. */
  readonly args: string;
}

/** A streamed answer of each provider, in its own words, cut into small deltas. */
export const streams: Record<DialectId, (said: Said) => string[]> = {
  anthropic({ text, thinking, args }) {
    const named = (data: { type: string } & Record<string, unknown>) => sseEvent(data, data.type);
    const block = (index: number, content_block: object, deltas: object[]) => [
      named({ type: "content_block_start", index, content_block }),
      ...deltas.map((delta) => named({ type: "content_block_delta", index, delta })),
      named({ type: "content_block_stop", index }),
    ];
    const usage = { input_tokens: 9, output_tokens: 9 };
    return [
      named({
        type: "message_start",
        message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], usage },
      }),
      ...block(0, { type: "thinking", thinking: "", signature: "" }, [
        ...cut(thinking).map((piece) => ({ type: "thinking_delta", thinking: piece })),
        { type: "signature_delta", signature: "c2ln" },
      ]),
      ...block(
        1,
        { type: "text", text: "" },
        cut(text).map((piece) => ({ type: "text_delta", text: piece })),
      ),
      ...block(
        2,
        { type: "tool_use", id: "toolu_9", name: "Write", input: {} },
        cut(args).map((piece) => ({ type: "input_json_delta", partial_json: piece })),
      ),
      named({ type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } }),
      named({ type: "message_stop" }),
    ];
  },
  "openai-chat"({ text, thinking, args }) {
    const chunk = (delta: object, finish_reason: string | null = null) =>
      sseEvent({ id: "c", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta, finish_reason }] });
    const call = (more: object) => ({ tool_calls: [{ index: 0, ...more }] });
    return [
      chunk({ role: "assistant", content: "" }),
      ...cut(thinking).map((piece) => chunk({ reasoning_content: piece })),
      ...cut(text).map((piece) => chunk({ content: piece })),
      chunk(call({ id: "call_9", type: "function", function: { name: "Write", arguments: "" } })),
      ...cut(args).map((piece) => chunk(call({ function: { arguments: piece } }))),
      chunk({}, "tool_calls"),
      sseEvent("[DONE]"),
    ];
  },
  "openai-responses"({ text, thinking, args }) {
    let sequence_number = 0;
    const send = (type: string, data: object) => sseEvent({ type, sequence_number: sequence_number++, ...data }, type);
    const message = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text, annotations: [] }],
    };
    const call = { id: "fc_1", type: "function_call", call_id: "call_9", name: "Write", arguments: args };
    const reasoning = { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: thinking }] };
    const output = [reasoning, message, call];
    return [
      send("response.created", { response: { id: "resp_1", object: "response", status: "in_progress", output: [] } }),
      ...cut(thinking).map((delta) =>
        send("response.reasoning_summary_text.delta", { item_id: "rs_1", output_index: 0, summary_index: 0, delta }),
      ),
      send("response.output_item.done", { output_index: 0, item: reasoning }),
      ...cut(text).map((delta) =>
        send("response.output_text.delta", { item_id: "msg_1", output_index: 1, content_index: 0, delta }),
      ),
      send("response.output_text.done", { item_id: "msg_1", output_index: 1, content_index: 0, text }),
      send("response.output_item.done", { output_index: 1, item: message }),
      ...cut(args).map((delta) =>
        send("response.function_call_arguments.delta", { item_id: "fc_1", output_index: 2, delta }),
      ),
      send("response.function_call_arguments.done", { item_id: "fc_1", output_index: 2, arguments: args }),
      send("response.output_item.done", { output_index: 2, item: call }),
      send("response.completed", {
        response: { id: "resp_1", object: "response", status: "completed", model: "m", output },
      }),
    ];
  },
  gemini({ text, thinking, args }) {
    const frame = (part: object, more: object = {}) =>
      sseEvent({ candidates: [{ index: 0, content: { role: "model", parts: [part] }, ...more }], modelVersion: "m" });
    return [
      ...cut(thinking).map((piece) => frame({ text: piece, thought: true })),
      ...cut(text).map((piece) => frame({ text: piece })),
      frame({ functionCall: { name: "Write", args: JSON.parse(args) as object } }, { finishReason: "STOP" }),
    ];
  },
};

/** What a client makes of a stream: the deltas put together, by what they are. */
export function understood(dialect: DialectId, stream: string): Said {
  const said = { text: "", thinking: "", args: "" };
  for (const line of stream.split("\n")) {
    if (!line.startsWith("data: {")) continue;
    const data = JSON.parse(line.slice(6));
    if (dialect === "anthropic" && data.type === "content_block_delta") {
      said.text += data.delta.text ?? "";
      said.thinking += data.delta.thinking ?? "";
      said.args += data.delta.partial_json ?? "";
    }
    if (dialect === "openai-chat") {
      const { delta } = data.choices[0];
      said.text += delta.content ?? "";
      said.thinking += delta.reasoning_content ?? "";
      said.args += delta.tool_calls?.[0].function.arguments ?? "";
    }
    if (data.type === "response.output_text.delta") said.text += data.delta;
    if (data.type === "response.reasoning_summary_text.delta") said.thinking += data.delta;
    if (data.type === "response.function_call_arguments.delta") said.args += data.delta;
    if (dialect === "gemini")
      for (const part of data.candidates[0].content.parts) {
        if (part.functionCall) said.args += JSON.stringify(part.functionCall.args);
        else if (part.thought) said.thinking += part.text;
        else said.text += part.text;
      }
  }
  return said;
}
