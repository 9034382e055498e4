import { prose, toolSchemas } from "./surroundings.ts";
import { partsOf, type Transcript, type TranscriptMessage } from "./transcript.ts";

const mark = { cache_control: { type: "ephemeral" } };

/**
 * Claude Code: the history first, about 40 KB of system and tools behind it, a system message inside the history, and
 * three marks: one on the system prompt, two that move along with the last two user messages. A user message of one
 * text is an array while it is marked and a string again when it has lost the mark.
 */
export function claudeBody(transcript: Transcript): (upto: number) => string {
  const reminder = JSON.stringify({ role: "system", content: prose("Environment", 10_000) });
  const plain = transcript.messages.map((message) => JSON.stringify(unmarked(message)));
  const marked = transcript.messages.map((message) => JSON.stringify(withMark(message)));
  const system = JSON.stringify([
    { type: "text", text: "x-client-version: 2.1" },
    { type: "text", text: "You are a coding agent." },
    { type: "text", text: `${transcript.system}\n${prose("System", 9_000)}`, ...mark },
  ]);
  const tools = JSON.stringify(
    toolSchemas(transcript).map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
  );
  const metadata = JSON.stringify({
    user_id: JSON.stringify({ device_id: "d0", session_id: `session-${transcript.id}` }),
  });
  return (upto) => {
    const last = transcript.messages.slice(0, upto).flatMap(({ role }, index) => (role === "user" ? [index] : []));
    const moving = new Set(last.slice(-2));
    const messages = plain.slice(0, upto).map((text, index) => (moving.has(index) ? marked[index]! : text));
    messages.splice(1, 0, reminder);
    return `{"model":${JSON.stringify(transcript.model)},"messages":[${messages.join(",")}],"system":${system},"tools":${tools},"metadata":${metadata},"max_tokens":32000,"stream":true}`;
  };
}

function unmarked(message: TranscriptMessage): unknown {
  const [first, ...more] = partsOf(message);
  const isOneText = message.role === "user" && first?.type === "text" && more.length === 0;
  return isOneText ? { role: message.role, content: first.text } : message;
}

function withMark(message: TranscriptMessage): unknown {
  const parts = partsOf(message);
  return {
    role: message.role,
    content: parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...mark } : part)),
  };
}
