import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { conversation } from "./conversation.ts";
import { type AnswerBlock, readAnswer } from "./read-answer.ts";
import { callId, type Script } from "./script.ts";

export interface PlayOptions {
  readonly proxyPort: number;
  /** 1 takes about 80 seconds; 10 is ten times as fast. */
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Where the story is told, one line per step. */
  readonly out: { write(text: string): unknown };
  /** Default: the demo's own conversation. */
  readonly script?: Script;
  /** Session id that the client names; the same one again continues the session. */
  readonly sessionId?: string;
}

type Part = Readonly<Record<string, unknown>>;
interface Message {
  readonly role: "user" | "assistant";
  readonly content: readonly Part[];
}

/** Milliseconds that a tool takes at speed 1. */
const toolTime = 2_000;

/**
 * Sends the conversation through the proxy as Claude Code would: its session header, the whole history each turn, a cache
 * mark that moves to the newest message, and a title request without tools beside the first turn. Rejects when the proxy
 * or the upstream fails, or with the signal's reason when it is aborted.
 */
export async function playDemo(options: PlayOptions): Promise<void> {
  const { speed, signal, out } = options;
  const script = options.script ?? conversation;
  const sessionId = options.sessionId ?? crypto.randomUUID();
  const ask = (body: Part) => askProxy({ proxyPort: options.proxyPort, sessionId, signal, body });

  out.write(`you: ${script.prompt.at(-1)?.split("\n")[0]}\n`);
  const title = ask(titleRequest(script));
  // The first turn may fail first; the title's own failure is told where it is awaited.
  title.catch(() => undefined);
  const messages: Message[] = [{ role: "user", content: script.prompt.map((text) => ({ type: "text", text })) }];
  for (const [index, step] of script.steps.entries()) {
    const answer = await ask(turnRequest(script, messages));
    messages.push({ role: "assistant", content: answer });
    if (index === 0) await title;
    for (const call of step.calls ?? [])
      out.write(`${`  ${call.name} ${summaryOf(call.input)}`.trimEnd()}${call.failed ? " (failed)" : ""}\n`);
    if (!step.calls) out.write(`agent: ${step.text?.split("\n")[0] ?? ""}\n`);
    if (!step.calls) continue;
    await delay((toolTime * step.calls.length) / speed, undefined, { signal });
    messages.push({ role: "user", content: step.calls.map((call, number) => toolResult(callId(index, number), call)) });
  }
}

const toolResult = (id: string, call: { result: string; failed?: true }): Part => ({
  tool_use_id: id,
  type: "tool_result",
  content: call.result,
  ...(call.failed ? { is_error: true } : {}),
});

const mark = { cache_control: { type: "ephemeral" } };

/** Real clients put system and tools behind the history, and the mark on the last part of the last message. */
function turnRequest(script: Script, messages: readonly Message[]): Part {
  const marked = messages.map((message, index) => {
    if (index !== messages.length - 1) return message;
    return { ...message, content: markLast(message.content) };
  });
  return {
    model: script.model,
    messages: marked,
    system: markLast(script.system.map((text) => ({ type: "text", text }))),
    tools: script.tools,
    max_tokens: 32_000,
    thinking: { type: "enabled", budget_tokens: 10_000 },
    metadata: { user_id: "demo" },
    stream: true,
  };
}

const markLast = (parts: readonly Part[]): readonly Part[] =>
  parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...mark } : part));

const titleRequest = (script: Script): Part => ({
  model: script.title.model,
  messages: [{ role: "user", content: script.prompt.at(-1) }],
  system: [{ type: "text", text: script.title.system }],
  max_tokens: 512,
  stream: true,
});

async function askProxy(options: {
  proxyPort: number;
  sessionId: string;
  signal: AbortSignal;
  body: Part;
}): Promise<readonly AnswerBlock[]> {
  const { statusCode, body } = await request(`http://127.0.0.1:${options.proxyPort}/v1/messages?beta=true`, {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "user-agent": "claude-cli/2.1.330 (external, cli)",
      "x-app": "cli",
      "anthropic-version": "2023-06-01",
      "x-api-key": "demo",
      "x-claude-code-session-id": options.sessionId,
    },
    body: JSON.stringify(options.body),
    signal: options.signal,
  });
  if (statusCode !== 200) throw new Error(`the proxy answered ${statusCode}: ${(await body.text()).slice(0, 300)}`);
  return readAnswer(body);
}

/** The first argument in short: a path, a command, a pattern; of a list how many there are. */
function summaryOf(input: Readonly<Record<string, unknown>>): string {
  const [[name, first] = ["", ""]] = Object.entries(input);
  return textOf(name, first).split("\n", 1)[0]!.slice(0, 90);
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? `${value.length} ${name}` : `${name}: ${JSON.stringify(value)}`;
}
