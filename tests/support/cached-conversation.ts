import { promptSize } from "@aperture/aperture/demo/prompt-size";
import { jsonReply, type Reply } from "./upstreams/answer.ts";
import { startUpstream, type Upstream } from "./upstreams/upstream.ts";

type Body = Record<string, unknown>;

export interface CachingUpstream extends Upstream {
  /** The newest body of a conversation as it arrived, parsed and as text. */
  last(): { readonly body: Body; readonly text: string };
}

/** A scripted Messages API that bills as a provider with a prompt cache does: what was marked last time is read, the rest written. */
export async function startCachingUpstream(): Promise<CachingUpstream> {
  let kept = 0;
  const upstream = await startUpstream(({ body }, index): Reply => {
    const { total, marked } = promptSize(JSON.parse(body.toString("utf8")) as Body);
    const read = Math.min(kept, marked);
    kept = marked;
    return jsonReply(200, {
      id: `msg_${index}`,
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content: [{ type: "text", text: `understood ${index}` }],
      stop_reason: "end_turn",
      usage: {
        input_tokens: total - marked,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: marked - read,
        cache_creation: { ephemeral_5m_input_tokens: marked - read, ephemeral_1h_input_tokens: 0 },
        output_tokens: 5,
      },
    });
  });
  return {
    ...upstream,
    last() {
      const text = upstream.seen.at(-1)?.body.toString("utf8") ?? "{}";
      return { body: JSON.parse(text) as Body, text };
    },
  };
}

const mark = { cache_control: { type: "ephemeral" } };

/** What a file read gives: about 1,500 tokens, different for each number. */
export const fileText = (number: number): string =>
  Array.from(
    { length: 120 },
    (_, line) => `${line + 1}\tconst value${number}_${line} = compute(${number}, ${line});`,
  ).join("\n");

/** A client that reads one file per turn and marks its newest message for the cache, as coding agents do. */
export class CachedConversation {
  readonly #label: string;
  #address = "";
  readonly #messages: Body[] = [];
  #reads = 0;

  /** @param label path tag, by which the session is recognised */
  constructor(proxyPort: number, label: string) {
    this.#label = label;
    this.moveTo(proxyPort);
  }

  /** Goes on through another proxy. */
  moveTo(proxyPort: number): void {
    this.#address = `http://127.0.0.1:${proxyPort}/s/${this.#label}/v1/messages`;
  }

  /** The next turn, with the text of the file that it read (default: `fileText`); the HTTP status of its answer. */
  async say(text = fileText(this.#reads)): Promise<number> {
    const id = `toolu_${this.#reads++}`;
    const input = { file_path: `/shop/src/file-${id}.ts` };
    if (this.#messages.length === 0) this.#messages.push({ role: "user", content: "Read the files one by one." });
    this.#messages.push({ role: "assistant", content: [{ type: "tool_use", id, name: "Read", input }] });
    this.#messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: text }] });
    const newest = this.#messages.at(-1) as { content: Body[] };
    const marked = { role: "user", content: newest.content.map((part) => ({ ...part, ...mark })) };
    const response = await fetch(this.#address, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": "sk-ant-fake", "anthropic-version": "2023-06-01" },
      body: JSON.stringify({
        model: "claude-sonnet-4-5",
        max_tokens: 100,
        system: [{ type: "text", text: "You are a coding agent. ".repeat(200), ...mark }],
        tools: [{ name: "Read", description: "Reads a file", input_schema: { type: "object" } }],
        messages: [...this.#messages.slice(0, -1), marked],
      }),
    });
    await response.arrayBuffer();
    return response.status;
  }
}
