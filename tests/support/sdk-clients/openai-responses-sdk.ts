import OpenAI from "openai";
import { openaiError } from "../upstreams/openai-chat.ts";
import { openaiResponsesReply } from "../upstreams/openai-responses.ts";
import { type Ask, collect, type Outcome, type SdkClient, tool, toolResult } from "./sdk-client.ts";

export const openaiResponsesSdk: SdkClient = {
  name: "openai (responses)",
  dialect: "openai-responses",
  ask: (ask) => collect((outcome) => converse(ask, outcome)),
  reply: (answer, stream) => openaiResponsesReply(answer, { stream }),
  tooMany: () => openaiError(429, "rate_limit_exceeded", { "retry-after": "1" }),
  overloaded: () => openaiError(503, "server_overloaded", { "retry-after-ms": "20" }),
};

type FunctionCall = OpenAI.Responses.ResponseFunctionToolCall;

async function converse({ origin, prompt, stream, onText, signal }: Ask, outcome: Outcome): Promise<void> {
  const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: "sk-test-key", maxRetries: 2 });
  const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: prompt }];
  for (let turn = 0; turn < 5; turn++) {
    const definition = { name: tool.name, description: tool.description, parameters: tool.schema };
    const request = {
      model: "gpt-test",
      input,
      store: false,
      tools: [{ type: "function" as const, strict: true, ...definition }],
    };
    const options = signal ? { signal } : {};
    const response = stream
      ? await client.responses
          .stream(request, options)
          .on("response.output_text.delta", ({ delta }) => onText?.(delta))
          .finalResponse()
      : await client.responses.create(request, options);
    outcome.usage.push(response.usage);
    outcome.stops.push(response.status);
    outcome.texts.push(response.output_text);
    const calls = response.output.flatMap((item): FunctionCall[] => (item.type === "function_call" ? [item] : []));
    for (const call of calls) {
      outcome.toolCalls.push({ id: call.call_id, name: call.name, input: JSON.parse(call.arguments) });
    }
    if (calls.length === 0) return;
    for (const { call_id, name, arguments: text } of calls) {
      input.push({ type: "function_call", call_id, name, arguments: text });
      input.push({ type: "function_call_output", call_id, output: toolResult(JSON.parse(text)) });
    }
  }
}
