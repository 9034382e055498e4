import { prose, toolSchemas } from "./surroundings.ts";
import { partsOf, resultText, type Transcript, type TranscriptMessage } from "./transcript.ts";

/** Gemini CLI: contents first, system instruction and tools behind them, calls without ids, thinking not sent back. */
export function geminiBody(transcript: Transcript): (upto: number) => string {
  const names = new Map<string, string>();
  const contents = transcript.messages.map((message) => JSON.stringify(content(message, names)));
  const rest = JSON.stringify({
    systemInstruction: { role: "user", parts: [{ text: `${transcript.system}\n${prose("System", 14_000)}` }] },
    tools: [
      {
        functionDeclarations: toolSchemas(transcript).map(({ name, description, schema }) => ({
          name,
          description,
          parametersJsonSchema: schema,
        })),
      },
    ],
    generationConfig: { temperature: 1, topP: 0.95, topK: 64, thinkingConfig: { includeThoughts: true } },
  });
  return (upto) => `{"contents":[${contents.slice(0, upto).join(",")}],${rest.slice(1)}`;
}

function content({ role, content: raw }: TranscriptMessage, names: Map<string, string>): unknown {
  const parts = partsOf({ role, content: raw }).flatMap((part): unknown[] => {
    if (part.type === "text") return [{ text: part.text }];
    if (part.type === "thinking") return [];
    if (part.type === "tool_use") {
      names.set(part.id, part.name);
      return [{ functionCall: { name: part.name, args: part.input }, thoughtSignature: `sig-${part.id}` }];
    }
    const name = names.get(part.tool_use_id) ?? "unknown";
    const text = resultText(part.content);
    return [{ functionResponse: { name, response: part.is_error ? { error: text } : { output: text } } }];
  });
  return { role: role === "user" ? "user" : "model", parts };
}
