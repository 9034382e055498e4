import { request } from "undici";
import { conversation } from "../../../packages/aperture/src/demo/conversation.ts";
import { type AnswerBlock, readAnswer } from "../../../packages/aperture/src/demo/read-answer.ts";
import { callId, type Script } from "../../../packages/aperture/src/demo/script.ts";
import type { Site } from "./start-site.ts";

type Part = Readonly<Record<string, unknown>>;

export interface StepAgent {
  /** Sends the next request of the conversation and reads its answer. Rejects with the proxy's refusal. */
  turn(): Promise<void>;
  /** Several of them. */
  turns(count: number): Promise<void>;
}

/** An agent that plays a script one request at a time, so that a test can do things in between. */
export function stepAgent(site: Site, options: { script?: Script; sessionId?: string } = {}): StepAgent {
  const { script = conversation, sessionId = "step-agent" } = options;
  const messages: { role: string; content: readonly Part[] }[] = [
    { role: "user", content: script.prompt.map((text) => ({ type: "text", text })) },
  ];
  let index = 0;

  async function turn(): Promise<void> {
    const answer = await ask(site, sessionId, {
      model: script.model,
      system: marked(script.system.map((text) => ({ type: "text", text }))),
      tools: script.tools,
      messages: messages.map((message, n) =>
        n === messages.length - 1 ? { ...message, content: marked(message.content) } : message,
      ),
      max_tokens: 32_000,
      thinking: { type: "enabled", budget_tokens: 10_000 },
      stream: true,
    });
    const calls = script.steps[index]?.calls ?? [];
    const results = calls.map((call, n) => ({
      type: "tool_result",
      tool_use_id: callId(index, n),
      content: call.result,
    }));
    index += 1;
    messages.push({ role: "assistant", content: answer });
    messages.push({ role: "user", content: results.length > 0 ? results : [{ type: "text", text: "Go on." }] });
  }

  return {
    turn,
    async turns(count) {
      for (let n = 0; n < count; n += 1) await turn();
    },
  };
}

const marked = (parts: readonly Part[]): readonly Part[] =>
  parts.map((part, n) => (n === parts.length - 1 ? { ...part, cache_control: { type: "ephemeral" } } : part));

async function ask(site: Site, sessionId: string, content: Part): Promise<readonly AnswerBlock[]> {
  const { statusCode, body } = await request(`${site.proxy}/v1/messages?beta=true`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "claude-cli/2.1.330 (external, cli)",
      "anthropic-version": "2023-06-01",
      "x-api-key": "demo",
      "x-claude-code-session-id": sessionId,
    },
    body: JSON.stringify(content),
  });
  if (statusCode !== 200) throw new Error(`${statusCode}: ${(await body.text()).slice(0, 300)}`);
  return readAnswer(body);
}
