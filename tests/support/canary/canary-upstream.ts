import type { IncomingMessage, ServerResponse } from "node:http";
import { startUpstream } from "../proxy/upstream-server.ts";

export interface CanaryUpstream {
  readonly origin: string;
  /** Head of every request, as it came, with the way it was asked to answer on. */
  readonly seen: readonly { readonly way: string; readonly head: string }[];
  close(): Promise<void>;
}

const json = { "content-type": "application/json" };
const reply = {
  type: "message",
  role: "assistant",
  model: "claude-sonnet",
  content: [{ type: "text", text: "hi" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 3, output_tokens: 1 },
};
const refusal = (type: string): string =>
  JSON.stringify({ type: "error", error: { type, message: `scripted ${type}` } });

const stream = { "content-type": "text/event-stream" };
const sse = (events: readonly { readonly type: string }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
/** The secrets of a request, as a careless server repeats them: without scheme, name or quotes. */
const secretsIn = (request: IncomingMessage): string =>
  `${request.url}\n${request.rawHeaders.join("\n")}`.match(/[\w.-]*CANARY\w+/g)?.join(" ") ?? "";
/** Every piece of the text a delta of its own: no secret is whole in one of them. */
const spoken = (text: string) => [
  { type: "message_start", message: { ...reply, content: [], stop_reason: null } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ...(text.match(/.{1,7}/g) ?? []).map((piece) => ({
    type: "content_block_delta",
    index: 0,
    delta: { type: "text_delta", text: piece },
  })),
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } },
  { type: "message_stop" },
];

/** Does what the request's `x-scripted` header names, and repeats nothing of the request but where its name says so. */
export async function startCanaryUpstream(): Promise<CanaryUpstream> {
  const seen: { way: string; head: string }[] = [];
  const upstream = await startUpstream((request, response) => {
    const way = String(request.headers["x-scripted"]);
    seen.push({ way, head: `${request.method} ${request.url}\n${request.rawHeaders.join("\n")}` });
    request.resume().on("end", () => answer(way, request, response));
  });
  return { origin: upstream.origin, seen, close: () => upstream.close() };
}

function answer(way: string, request: IncomingMessage, response: ServerResponse): void {
  switch (way) {
    case "overloaded":
      return void response.writeHead(529, json).end(refusal("overloaded_error"));
    case "unauthorized":
      return void response.writeHead(401, json).end(refusal("authentication_error"));
    case "echo-401": {
      const message = `invalid key: ${secretsIn(request)}`;
      const refused = { type: "error", error: { type: "authentication_error", message } };
      return void response.writeHead(401, json).end(JSON.stringify(refused));
    }
    case "echo-error": {
      const error = { type: "api_error", message: `no such key: ${secretsIn(request)}` };
      return void response.writeHead(200, stream).end(sse([{ type: "error", ...{ error } }]));
    }
    case "echo-text": {
      const content = [
        { type: "text", text: `you are ${secretsIn(request)}` },
        { type: "tool_use", id: "toolu_1", name: "call", input: { key: secretsIn(request) } },
      ];
      return void response.writeHead(200, json).end(JSON.stringify({ ...reply, content }));
    }
    case "echo-stream":
      return void response.writeHead(200, stream).end(sse(spoken(`you are ${secretsIn(request)}`)));
    case "reset":
      return void request.socket.resetAndDestroy();
    case "cut":
      response.writeHead(200, stream);
      response.write('event: message_start\ndata: {"type":"message_start"}\n\n');
      return void setTimeout(() => request.socket.resetAndDestroy(), 20);
    case "left":
      response.writeHead(200, stream);
      return void response.write('event: message_start\ndata: {"type":"message_start"}\n\n');
    default:
      return void response.writeHead(200, { ...json, "set-cookie": "upstream=1" }).end(JSON.stringify(reply));
  }
}
