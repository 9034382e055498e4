import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Reply } from "./answer.ts";

/** A request as the upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  /** Bytes as they came (still compressed where the client compressed). */
  readonly body: Buffer;
  /** `performance.now()` of the last byte of the request. */
  readonly at: number;
  /** `performance.now()` when the connection closed before the answer was complete, else null. */
  closedEarlyAt: number | null;
}

export interface Upstream {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** Every request with a body, in order of arrival. */
  readonly seen: SeenRequest[];
  /** Upgrade requests (WebSocket attempts): they are refused with 426. */
  readonly upgrades: string[];
  close(): Promise<void>;
}

/** Decides what to answer; `undefined` gives 404. */
export type Script = (request: SeenRequest, index: number) => Reply | undefined;

/** A scripted provider on a free loopback port. */
export async function startUpstream(script: Script): Promise<Upstream> {
  const seen: SeenRequest[] = [];
  const upgrades: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing, seen, script).catch(() => outgoing.destroy());
  });
  server.on("upgrade", (incoming, socket) => {
    upgrades.push(`${incoming.method} ${incoming.url}`);
    socket.on("error", () => {});
    socket.end("HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, seen, upgrades, close: () => closeServer(server) };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  seen: SeenRequest[],
  script: Script,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const request: SeenRequest = {
    method: incoming.method ?? "",
    target: incoming.url ?? "",
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    body: Buffer.concat(parts),
    at: performance.now(),
    closedEarlyAt: null,
  };
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) request.closedEarlyAt = performance.now();
  });
  if (request.body.length > 0) seen.push(request);
  const reply = script(request, seen.length - 1);
  if (!reply) {
    outgoing.writeHead(404, { "content-type": "application/json" });
    outgoing.end('{"error":{"type":"not_found_error","message":"not scripted"}}');
    return;
  }
  await writeReply(outgoing, reply);
}

/** Writes a reply with its timing and its faults. */
export async function writeReply(outgoing: ServerResponse, reply: Reply): Promise<void> {
  if (reply.thinkMs) await sleep(reply.thinkMs);
  if (outgoing.destroyed) return;
  outgoing.writeHead(reply.status, reply.headers);
  const stop = reply.cut?.after ?? reply.chunks.length;
  for (const [index, chunk] of reply.chunks.slice(0, stop).entries()) {
    if (index > 0 && reply.gapMs) await sleep(reply.gapMs);
    if (outgoing.destroyed) return;
    outgoing.write(chunk);
  }
  if (reply.cut?.how === "hang") return;
  if (!reply.cut) {
    outgoing.end();
    return;
  }
  // What was written must reach the peer first: a reset throws away what is still in the buffers.
  await sleep(30);
  if (reply.cut.how === "reset") outgoing.socket?.resetAndDestroy();
  else outgoing.socket?.end();
}

/** The body as JSON, decompressed where the client compressed it; `undefined` when it is none. */
export function bodyOf(request: SeenRequest): Record<string, unknown> | undefined {
  try {
    return JSON.parse(decode(request.body, String(request.headers["content-encoding"] ?? "")).toString("utf8"));
  } catch {
    return undefined;
  }
}

function decode(body: Buffer, encoding: string): Buffer {
  if (encoding === "gzip") return gunzipSync(body);
  if (encoding === "br") return brotliDecompressSync(body);
  if (encoding === "zstd") return zstdDecompressSync(body);
  return body;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
