import { resultText, type TranscriptPart } from "@aperture/engine/dialects/testing/transcript";
import type { DialectId } from "@aperture/sdk";
import type { Billed } from "./caching-provider.ts";

type Writer = (parts: readonly TranscriptPart[], billed: Billed, isLong: boolean) => unknown;

/** An answer as each provider writes it, without streaming: what the model says, and the bill. */
export const answers: Record<DialectId, Writer> = {
  anthropic: (parts, { input, read, written }, isLong) => ({
    type: "message",
    role: "assistant",
    content: parts,
    stop_reason: "end_turn",
    usage: {
      input_tokens: input,
      output_tokens: 20,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
      cache_creation: {
        ephemeral_5m_input_tokens: isLong ? 0 : written,
        ephemeral_1h_input_tokens: isLong ? written : 0,
      },
    },
  }),
  "openai-chat": (parts, billed) => ({
    object: "chat.completion",
    choices: [{ index: 0, message: chatMessage(parts), finish_reason: "stop" }],
    usage: {
      prompt_tokens: sumOf(billed),
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: billed.read },
    },
  }),
  "openai-responses": (parts, billed) => ({
    object: "response",
    status: "completed",
    output: parts.map(outputItem),
    usage: {
      input_tokens: sumOf(billed),
      output_tokens: 20,
      input_tokens_details: { cached_tokens: billed.read },
    },
  }),
  gemini: (parts, billed) => ({
    candidates: [{ index: 0, finishReason: "STOP", content: { role: "model", parts: parts.flatMap(geminiPart) } }],
    usageMetadata: {
      promptTokenCount: sumOf(billed),
      candidatesTokenCount: 20,
      cachedContentTokenCount: billed.read,
    },
  }),
};

const sumOf = ({ input, read, written }: Billed): number => input + read + written;

function chatMessage(parts: readonly TranscriptPart[]): unknown {
  const content = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  const calls = parts.flatMap((part) =>
    part.type === "tool_use"
      ? [{ id: part.id, type: "function", function: { name: part.name, arguments: JSON.stringify(part.input) } }]
      : [],
  );
  return { role: "assistant", content, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
}

function outputItem(part: TranscriptPart): unknown {
  if (part.type === "text")
    return { type: "message", role: "assistant", content: [{ type: "output_text", text: part.text }] };
  if (part.type === "thinking")
    return {
      type: "reasoning",
      summary: [{ type: "summary_text", text: part.thinking }],
      encrypted_content: part.signature,
    };
  if (part.type === "tool_use")
    return { type: "function_call", name: part.name, arguments: JSON.stringify(part.input), call_id: part.id };
  return { type: "message", role: "assistant", content: [{ type: "output_text", text: resultText(part.content) }] };
}

function geminiPart(part: TranscriptPart): unknown[] {
  if (part.type === "text") return [{ text: part.text }];
  if (part.type === "tool_use")
    return [{ functionCall: { name: part.name, args: part.input }, thoughtSignature: `sig-${part.id}` }];
  return [];
}
