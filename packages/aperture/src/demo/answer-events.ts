import { callId, type ScriptedStep } from "./script.ts";

/** One SSE event and the milliseconds the model thinks before it, at speed 1. */
export interface AnswerEvent {
  readonly pause: number;
  readonly data: { readonly type: string } & Readonly<Record<string, unknown>>;
}

export interface AnswerOptions {
  readonly step: ScriptedStep;
  /** 0-based place of the answer in the conversation: makes the ids. */
  readonly index: number;
  readonly model: string;
  readonly usage: { readonly output_tokens: number } & Readonly<Record<string, unknown>>;
}

/** The events of one streamed answer, in the order and with the fields of the Messages API. */
export function answerEvents({ step, index, model, usage }: AnswerOptions): readonly AnswerEvent[] {
  const message = {
    id: `msg_demo_${index + 1}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  const events: AnswerEvent[] = [{ pause: 250, data: { type: "message_start", message } }];
  let place = 0;
  const block = (start: object, deltas: readonly object[], pause: number): void => {
    events.push({ pause: 60, data: { type: "content_block_start", index: place, content_block: start } });
    for (const delta of deltas) events.push({ pause, data: { type: "content_block_delta", index: place, delta } });
    events.push({ pause: 0, data: { type: "content_block_stop", index: place } });
    place += 1;
  };

  if (step.thinking !== undefined) {
    const deltas = pieces(step.thinking).map((thinking) => ({ type: "thinking_delta", thinking }));
    const signature = { type: "signature_delta", signature: signatureOf(step.thinking) };
    block({ type: "thinking", thinking: "", signature: "" }, [...deltas, signature], 26);
  }
  if (step.text !== undefined) {
    const deltas = pieces(step.text).map((text) => ({ type: "text_delta", text }));
    block({ type: "text", text: "" }, deltas, 32);
  }
  step.calls?.forEach((call, number) => {
    const deltas = pieces(JSON.stringify(call.input)).map((json) => ({ type: "input_json_delta", partial_json: json }));
    block({ type: "tool_use", id: callId(index, number), name: call.name, input: {} }, deltas, 18);
  });

  const stop = step.calls && step.calls.length > 0 ? "tool_use" : "end_turn";
  const delta = { stop_reason: stop, stop_sequence: null };
  events.push({ pause: 20, data: { type: "message_delta", delta, usage: { output_tokens: usage.output_tokens } } });
  events.push({ pause: 0, data: { type: "message_stop" } });
  return events;
}

/** Words, a few at a time, as models stream them. */
const pieces = (text: string): readonly string[] => text.match(/\S*\s*\S*\s*\S*\s*/gs)?.filter(Boolean) ?? [];

/** Looks like a signature and is none: the demo model has no key. */
const signatureOf = (text: string): string => Buffer.from(`demo ${text.length}`).toString("base64");
