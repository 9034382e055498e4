import { createServer, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "./peer.ts";

// The scripted provider of the bench. The load client chooses the answer by header, so every contender asks for the same:
// x-bench-answer: json | sse, x-bench-think: "<ms to the first byte>,<ms per event>" (absent: everything at once).
// Its answers say how many bytes of a body came: x-bench-received.

/** Events of one streamed answer. */
const eventCount = 40;
const filler = "the quick brown fox reads one more file and says what it found there ";

serve(
  createServer((incoming, outgoing) => {
    let received = 0;
    incoming.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    incoming.on("end", () => {
      outgoing.setHeader("x-bench-received", received);
      const [think = 0, gap = 0] = String(incoming.headers["x-bench-think"] ?? "")
        .split(",")
        .map(Number);
      const write = incoming.headers["x-bench-answer"] === "sse" ? writeEvents : writeJson;
      void write(outgoing, think, gap);
    });
  }).on("clientError", (_error, socket) => socket.destroy()),
);

async function writeJson(outgoing: ServerResponse, think: number): Promise<void> {
  if (think > 0) await sleep(think);
  const body = JSON.stringify({
    ...message(),
    content: [{ type: "text", text: filler.repeat(24) }],
    stop_reason: "end_turn",
    usage: { ...usage, output_tokens: 320 },
  });
  outgoing.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}

async function writeEvents(outgoing: ServerResponse, think: number, gap: number): Promise<void> {
  if (think > 0) await sleep(think);
  outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  send(outgoing, "message_start", { message: { ...message(), usage } });
  send(outgoing, "content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  for (let index = 0; index < eventCount - 5; index++) {
    if (gap > 0) await sleep(gap);
    if (outgoing.destroyed) return;
    send(outgoing, "content_block_delta", { index: 0, delta: { type: "text_delta", text: `${stamp()} ${filler}` } });
  }
  send(outgoing, "content_block_stop", { index: 0 });
  send(outgoing, "message_delta", { delta: { stop_reason: "end_turn" }, usage: { ...usage, output_tokens: 320 } });
  send(outgoing, "message_stop", {});
  outgoing.end();
}

/** CLOCK_MONOTONIC in µs: the same clock in every process of the machine. */
const stamp = () => `@${process.hrtime.bigint() / 1000n}@`;

const usage = { input_tokens: 12, cache_read_input_tokens: 48_000, cache_creation_input_tokens: 600, output_tokens: 1 };

const message = () => ({
  id: "msg_bench",
  type: "message",
  role: "assistant",
  model: "claude-bench",
  content: [],
  stop_reason: null,
});

function send(outgoing: ServerResponse, type: string, data: object): void {
  outgoing.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}
