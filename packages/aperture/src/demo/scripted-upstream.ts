import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type AnswerEvent, answerEvents } from "./answer-events.ts";
import { promptSize, tokensOf } from "./prompt-size.ts";
import type { Script, ScriptedStep } from "./script.ts";

export interface ScriptedUpstream {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** How many requests came, of any kind. */
  readonly requests: number;
  close(): Promise<void>;
}

/**
 * A model that has learnt one conversation by heart: Anthropic Messages over SSE on a free loopback port. It answers step n
 * to the n-th request, and bills like the real one: what lies before the last request's cache mark is read from the cache,
 * what follows up to this request's mark is written. `speed` 1 writes at about reading pace.
 */
export async function startScriptedUpstream(options: { script: Script; speed: number }): Promise<ScriptedUpstream> {
  const { script, speed } = options;
  const ending = new AbortController();
  let cached = 0;
  let requests = 0;

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    requests += 1;
    const body = await readJson(incoming);
    if (incoming.method !== "POST" || !incoming.url?.startsWith("/v1/messages") || body === undefined) {
      outgoing.writeHead(404, { "content-type": "application/json" });
      outgoing.end(
        '{"type":"error","error":{"type":"not_found_error","message":"the demo model only knows /v1/messages"}}',
      );
      return;
    }
    const size = promptSize(body);
    const read = Math.min(cached, size.marked);
    if (size.marked > 0) cached = size.marked;
    const step = stepOf(script, body);
    const usage = {
      input_tokens: size.total - size.marked,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: size.marked - read,
      cache_creation: { ephemeral_5m_input_tokens: size.marked - read, ephemeral_1h_input_tokens: 0 },
      output_tokens: tokensOf(written(step)),
    };
    outgoing.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "request-id": `req_demo_${requests}`,
    });
    const model = String(body.model);
    await writePaced(outgoing, answerEvents({ step, index: indexOf(body), model, usage }), speed, ending.signal);
  };

  const server = createServer((incoming, outgoing) => {
    // A client that leaves mid-answer is no fault of the model's.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    close: async () => {
      ending.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function writePaced(
  outgoing: ServerResponse,
  events: readonly AnswerEvent[],
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  for (const event of events) {
    if (outgoing.destroyed) return;
    if (event.pause > 0) await delay(event.pause / speed, undefined, { signal });
    outgoing.write(`event: ${event.data.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }
  outgoing.end();
}

/** Characters that the model itself writes: the tools' results are not its own. */
const written = ({ thinking = "", text = "", calls = [] }: ScriptedStep): number =>
  thinking.length +
  text.length +
  calls.reduce((sum, { name, input }) => sum + name.length + JSON.stringify(input).length, 0);

/** A request without tools asks for a title; any other is as far as it has answers behind it. */
function stepOf(script: Script, body: Readonly<Record<string, unknown>>): ScriptedStep {
  if (!Array.isArray(body.tools) || body.tools.length === 0) return { text: script.title.answer };
  return script.steps[indexOf(body)] ?? { text: "That was the whole demo: there is nothing more in the script." };
}

const indexOf = (body: Readonly<Record<string, unknown>>): number =>
  Array.isArray(body.messages) ? body.messages.filter((message) => message?.role === "assistant").length : 0;

async function readJson(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
