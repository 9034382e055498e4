import Anthropic from "@anthropic-ai/sdk";
import { anthropicError, anthropicReply } from "../upstreams/anthropic.ts";
import { type Ask, collect, type Outcome, type SdkClient, tool, toolResult } from "./sdk-client.ts";

export const anthropicSdk: SdkClient = {
  name: "@anthropic-ai/sdk",
  dialect: "anthropic",
  ask: (ask) => collect((outcome) => converse(ask, outcome)),
  reply: (answer, stream) => anthropicReply(answer, { stream }),
  tooMany: () => anthropicError(429, "rate_limit_error", { "retry-after": "1" }),
  overloaded: () => anthropicError(529, "overloaded_error", { "retry-after-ms": "20" }),
};

async function converse({ origin, prompt, stream, onText, signal }: Ask, outcome: Outcome): Promise<void> {
  const client = new Anthropic({ baseURL: origin, apiKey: "sk-ant-test-key", maxRetries: 2 });
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: prompt }];
  for (let turn = 0; turn < 5; turn++) {
    const request = {
      model: "claude-test",
      max_tokens: 1_000,
      messages,
      tools: [{ name: tool.name, description: tool.description, input_schema: tool.schema }],
    };
    const options = signal ? { signal } : {};
    const message = stream
      ? await client.messages
          .stream(request, options)
          .on("text", (text) => onText?.(text))
          .finalMessage()
      : await client.messages.create(request, options);
    outcome.usage.push(message.usage);
    outcome.stops.push(message.stop_reason);
    outcome.texts.push(message.content.map((part) => (part.type === "text" ? part.text : "")).join(""));
    const calls = message.content.filter((part) => part.type === "tool_use");
    outcome.toolCalls.push(...calls.map(({ id, name, input }) => ({ id, name, input })));
    if (calls.length === 0) return;
    messages.push({ role: "assistant", content: message.content });
    messages.push({
      role: "user",
      content: calls.map(({ id, input }) => ({ type: "tool_result", tool_use_id: id, content: toolResult(input) })),
    });
  }
}
