import { Agent, createServer, request } from "node:http";
import { serve, upstreamPort } from "./peer.ts";

// The least that a proxy on node:http can do: keep-alive to both sides, bytes piped, an abort carried on. Nothing is read.

const port = upstreamPort();
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

serve(
  createServer((incoming, outgoing) => {
    const upstream = request(
      { host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      },
    );
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }),
);
