import {
  partsOf,
  type Transcript,
  type TranscriptMessage,
} from "../../../../packages/engine/src/dialects/testing/transcript.ts";

/** What stands for the system prompt: its size is the session's own (`frameTokens`). */
export const frameText = "You are a coding agent.";

/**
 * The bodies an agent like Claude Code sends for a session: history first, marks on the system prompt and on the last two user
 * messages, with the lifetime it pays for. Answers the body of the first `upto` messages.
 */
export function agentBodies({ model, messages }: Transcript, ttl: "5m" | "1h"): (upto: number) => Uint8Array {
  const mark = { cache_control: { type: "ephemeral", ttl } };
  const withMark = (message: TranscriptMessage) => {
    const parts = partsOf(message);
    return { ...message, content: parts.map((part, at) => (at === parts.length - 1 ? { ...part, ...mark } : part)) };
  };
  const plain = messages.map((message) => JSON.stringify(message));
  const marked = messages.map((message) => JSON.stringify(withMark(message)));
  const rest = JSON.stringify({
    system: [{ type: "text", text: frameText, ...mark }],
    max_tokens: 32_000,
    stream: true,
  });
  return (upto) => {
    const users = messages.slice(0, upto).flatMap(({ role }, at) => (role === "user" ? [at] : []));
    const moving = new Set(users.slice(-2));
    const texts = plain.slice(0, upto).map((text, at) => (moving.has(at) ? marked[at]! : text));
    return Buffer.from(`{"model":${JSON.stringify(model)},"messages":[${texts.join(",")}],${rest.slice(1)}`);
  };
}
