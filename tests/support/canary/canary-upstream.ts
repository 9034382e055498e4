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

/** Does what the request's `x-scripted` header names, and repeats nothing of the request. */
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
    case "reset":
      return void request.socket.resetAndDestroy();
    case "cut":
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('event: message_start\ndata: {"type":"message_start"}\n\n');
      return void setTimeout(() => request.socket.resetAndDestroy(), 20);
    case "left":
      response.writeHead(200, { "content-type": "text/event-stream" });
      return void response.write('event: message_start\ndata: {"type":"message_start"}\n\n');
    default:
      return void response.writeHead(200, { ...json, "set-cookie": "upstream=1" }).end(JSON.stringify(reply));
  }
}
