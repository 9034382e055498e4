import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { DialectId } from "@aperture/sdk";

/** How a body travels. */
export interface Travel {
  readonly encoding?: "gzip" | "zstd";
  readonly chunked?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came, nothing decoded. */
  readonly body: string;
}

const targets: Record<DialectId, string> = {
  anthropic: "/v1/messages",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  gemini: "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse",
};

/** A conversation of one user text, one call and its result, in the words of each wire format; `more` are later user texts. */
export function conversationOf(
  dialect: DialectId,
  said: { readonly user: string; readonly result: string; readonly more?: readonly string[]; readonly model?: string },
): Record<string, unknown> {
  const { user, result, more = [], model = "claude-sonnet-4-5" } = said;
  const path = "/shop/src/a.ts";
  if (dialect === "gemini") {
    const text = (role: string, words: string) => ({ role, parts: [{ text: words }] });
    return {
      contents: [
        text("user", user),
        { role: "model", parts: [{ functionCall: { name: "Read", args: { path } } }] },
        { role: "user", parts: [{ functionResponse: { name: "Read", response: { output: result } } }] },
        ...more.flatMap((words) => [text("model", "Understood."), text("user", words)]),
      ],
    };
  }
  if (dialect === "openai-responses") {
    const text = (role: string, type: string, words: string) => ({
      type: "message",
      role,
      content: [{ type, text: words }],
    });
    return {
      model,
      stream: true,
      input: [
        text("user", "input_text", user),
        { type: "function_call", call_id: "call_1", name: "Read", arguments: JSON.stringify({ path }) },
        { type: "function_call_output", call_id: "call_1", output: result },
        ...more.flatMap((words) => [
          text("assistant", "output_text", "Understood."),
          text("user", "input_text", words),
        ]),
      ],
    };
  }
  const later = more.flatMap((words) => [
    { role: "assistant", content: "Understood." },
    { role: "user", content: words },
  ]);
  if (dialect === "openai-chat") {
    const call = { id: "call_1", type: "function", function: { name: "Read", arguments: JSON.stringify({ path }) } };
    return {
      model,
      stream: true,
      messages: [
        { role: "user", content: user },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "call_1", content: result },
        ...later,
      ],
    };
  }
  return {
    model,
    stream: true,
    max_tokens: 100,
    messages: [
      { role: "user", content: user },
      { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "Read", input: { path } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: result }] },
      ...later,
    ],
  };
}

/** A client of one conversation that decides itself how its bytes travel, and reads its answers as they come. */
export class GovernedAgent {
  readonly #port: number;
  readonly #label: string;
  readonly #dialect: DialectId;

  /** @param label path tag, by which the session is recognised */
  constructor(port: number, label: string, dialect: DialectId = "anthropic") {
    this.#port = port;
    this.#label = label;
    this.#dialect = dialect;
  }

  /** Sends a body to the endpoint of its dialect, or to another one. Rejects when the connection breaks. */
  send(body: unknown, travel: Travel = {}, target = targets[this.#dialect]): Promise<Answered> {
    const plain = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const encoded = { gzip: gzipSync, zstd: zstdCompressSync, plain: (bytes: Buffer) => bytes }[
      travel.encoding ?? "plain"
    ](plain);
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: "127.0.0.1",
        port: this.#port,
        path: `/s/${this.#label}${target}`,
        method: "POST",
        agent: false,
        ...(travel.signal ? { signal: travel.signal } : {}),
        headers: {
          "content-type": "application/json",
          ...(travel.encoding ? { "content-encoding": travel.encoding } : {}),
          ...(travel.chunked ? {} : { "content-length": String(encoded.length) }),
          ...travel.headers,
        },
      });
      outgoing.once("error", reject);
      outgoing.once("response", (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.once("error", reject);
        answer.once("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).toString("utf8"),
          }),
        );
      });
      if (!travel.chunked) return void outgoing.end(encoded);
      const half = encoded.length >> 1;
      outgoing.write(encoded.subarray(0, half));
      outgoing.end(encoded.subarray(half));
    });
  }
}
