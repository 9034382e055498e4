import OpenAI from "openai";
import { openaiChatReply, openaiError } from "../upstreams/openai-chat.ts";
import { type Ask, collect, type Outcome, type SdkClient, tool, toolResult } from "./sdk-client.ts";

export const openaiChatSdk: SdkClient = {
  name: "openai (chat)",
  dialect: "openai-chat",
  ask: (ask) => collect((outcome) => converse(ask, outcome)),
  reply: (answer, stream) => openaiChatReply(answer, { stream }),
  tooMany: () => openaiError(429, "rate_limit_exceeded", { "retry-after": "1" }),
  overloaded: () => openaiError(503, "server_overloaded", { "retry-after-ms": "20" }),
};

type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;

async function converse({ origin, prompt, stream, onText, signal }: Ask, outcome: Outcome): Promise<void> {
  const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: "sk-test-key", maxRetries: 2 });
  const messages: Message[] = [{ role: "user", content: prompt }];
  for (let turn = 0; turn < 5; turn++) {
    const definition = { name: tool.name, description: tool.description, parameters: tool.schema };
    const request = { model: "gpt-test", messages, tools: [{ type: "function" as const, function: definition }] };
    const options = signal ? { signal } : {};
    const completion = stream
      ? await client.chat.completions
          .stream({ ...request, stream_options: { include_usage: true } }, options)
          .on("content", (text) => onText?.(text))
          .finalChatCompletion()
      : await client.chat.completions.create(request, options);
    const { message, finish_reason } = completion.choices[0]!;
    outcome.usage.push(completion.usage);
    outcome.stops.push(finish_reason);
    outcome.texts.push(message.content ?? "");
    const calls = (message.tool_calls ?? []).filter((call) => call.type === "function");
    for (const call of calls) {
      outcome.toolCalls.push({ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) });
    }
    if (calls.length === 0) return;
    messages.push(message);
    for (const call of calls) {
      const content = toolResult(JSON.parse(call.function.arguments));
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
}
