import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { tool as defineTool, generateText, isStepCount, jsonSchema, type LanguageModel, streamText } from "ai";
import { anthropicSdk } from "./anthropic-sdk.ts";
import { openaiChatSdk } from "./openai-chat-sdk.ts";
import { openaiResponsesSdk } from "./openai-responses-sdk.ts";
import { type Ask, collect, type Outcome, type SdkClient, tool, toolResult } from "./sdk-client.ts";

const through = (base: SdkClient, name: string, model: (origin: string) => LanguageModel): SdkClient => ({
  ...base,
  name,
  ask: (ask) => collect((outcome) => converse(ask, model(ask.origin), outcome)),
});

/** `ai` with its Anthropic and OpenAI providers. */
export const aiSdks: readonly SdkClient[] = [
  through(anthropicSdk, "ai + @ai-sdk/anthropic", (origin) =>
    createAnthropic({ baseURL: `${origin}/v1`, apiKey: "sk-ant-test-key" })("claude-test"),
  ),
  through(openaiResponsesSdk, "ai + @ai-sdk/openai (responses)", (origin) =>
    createOpenAI({ baseURL: `${origin}/v1`, apiKey: "sk-test-key" }).responses("gpt-test"),
  ),
  through(openaiChatSdk, "ai + @ai-sdk/openai (chat)", (origin) =>
    createOpenAI({ baseURL: `${origin}/v1`, apiKey: "sk-test-key" }).chat("gpt-test"),
  ),
];

interface Step {
  readonly text: string;
  readonly toolCalls: readonly { toolCallId: string; toolName: string; input: unknown }[];
  readonly usage: unknown;
  readonly finishReason: unknown;
}

async function converse(ask: Ask, model: LanguageModel, outcome: Outcome): Promise<void> {
  const readFile = defineTool({
    description: tool.description,
    inputSchema: jsonSchema<{ path: string }>(tool.schema),
    execute: async (input) => toolResult(input),
  });
  const options = {
    model,
    prompt: ask.prompt,
    tools: { [tool.name]: readFile },
    stopWhen: isStepCount(5),
    maxRetries: 2,
    maxOutputTokens: 1_000,
    ...(ask.signal ? { abortSignal: ask.signal } : {}),
  };
  const steps = ask.stream ? await streamed(options, ask) : (await generateText(options)).steps;
  for (const step of steps as readonly Step[]) {
    outcome.texts.push(step.text);
    outcome.usage.push(step.usage);
    outcome.stops.push(step.finishReason);
    for (const { toolCallId, toolName, input } of step.toolCalls) {
      outcome.toolCalls.push({ id: toolCallId, name: toolName, input });
    }
  }
}

/** A failing stream reports its error as a part; an application that asked for the text must see it thrown. */
async function streamed(options: Parameters<typeof streamText>[0], ask: Ask): Promise<unknown> {
  let failure: unknown;
  const result = streamText({
    ...options,
    onError: ({ error }) => {
      failure = error;
    },
  });
  for await (const text of result.textStream) ask.onText?.(text);
  if (failure !== undefined) throw failure;
  return result.steps;
}
