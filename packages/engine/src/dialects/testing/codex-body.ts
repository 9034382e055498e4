import { prose, toolSchemas } from "./surroundings.ts";
import { partsOf, resultText, type Transcript, type TranscriptMessage } from "./transcript.ts";

/**
 * Codex: no `tools` and empty `instructions`; the input opens with `additional_tools` and a developer item of 21 KB.
 * Thinking is a reasoning item with encrypted content, whose id is not sent back.
 */
export function codexBody(transcript: Transcript): (upto: number) => string {
  const tools = toolSchemas(transcript).map(({ name, description, schema }) => ({
    type: "function",
    name,
    description,
    strict: false,
    parameters: schema,
  }));
  const opening = [
    { type: "additional_tools", role: "developer", tools },
    message("developer", "input_text", `${transcript.system}\n${prose("Instructions", 21_000)}`),
  ].map((item) => JSON.stringify(item));
  const items = transcript.messages.map((one) => inputItems(one).map((item) => JSON.stringify(item)));
  const rest = `"tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"medium","summary":"auto"},"store":false,"stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":${JSON.stringify(`thread-${transcript.id}`)}`;
  return (upto) =>
    `{"model":"gpt-5.6-codex","instructions":"","input":[${[...opening, ...items.slice(0, upto).flat()].join(",")}],${rest}}`;
}

const message = (role: string, type: string, text: string): unknown => ({
  type: "message",
  role,
  content: [{ type, text }],
});

function inputItems({ role, content }: TranscriptMessage): unknown[] {
  return partsOf({ role, content }).map((part) => {
    if (part.type === "text") return message(role, role === "user" ? "input_text" : "output_text", part.text);
    if (part.type === "thinking")
      return {
        type: "reasoning",
        summary: [{ type: "summary_text", text: part.thinking }],
        content: null,
        encrypted_content: part.signature,
      };
    if (part.type === "tool_use")
      return { type: "function_call", name: part.name, arguments: JSON.stringify(part.input), call_id: part.id };
    return { type: "function_call_output", call_id: part.tool_use_id, output: resultText(part.content) };
  });
}
