import { prose, toolSchemas } from "./surroundings.ts";
import { partsOf, resultText, type Transcript, type TranscriptMessage } from "./transcript.ts";

/** opencode on Chat Completions: the system message opens the history, tools stand behind it, results are `tool` messages. */
export function opencodeBody(transcript: Transcript): (upto: number) => string {
  const system = JSON.stringify({ role: "system", content: `${transcript.system}\n${prose("System", 9_000)}` });
  const messages = transcript.messages.map((message) => chatMessages(message).map((one) => JSON.stringify(one)));
  const tools = JSON.stringify(
    toolSchemas(transcript).map(({ name, description, schema }) => ({
      type: "function",
      function: { name, description, parameters: schema },
    })),
  );
  return (upto) =>
    `{"model":${JSON.stringify(transcript.model)},"max_tokens":32000,"messages":[${[system, ...messages.slice(0, upto).flat()].join(",")}],"tools":${tools},"tool_choice":"auto","stream":true,"stream_options":{"include_usage":true}}`;
}

function chatMessages(message: TranscriptMessage): unknown[] {
  const parts = partsOf(message);
  if (message.role === "assistant") {
    const text = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
    const calls = parts.flatMap((part) =>
      part.type === "tool_use"
        ? [{ id: part.id, type: "function", function: { name: part.name, arguments: JSON.stringify(part.input) } }]
        : [],
    );
    return [{ role: "assistant", content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }];
  }
  const results = parts.flatMap((part) =>
    part.type === "tool_result"
      ? [{ role: "tool", tool_call_id: part.tool_use_id, content: resultText(part.content) }]
      : [],
  );
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  if (texts.length === 0) return results;
  const content = texts.length === 1 ? texts[0] : texts.map((text) => ({ type: "text", text }));
  return [...results, { role: "user", content }];
}
