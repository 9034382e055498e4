import { Agent, createServer, request } from "node:http";
import { serve, upstreamPort } from "./peer.ts";

// What most context tools do: collect the body, JSON.parse, JSON.stringify, forward; the answer is relayed and collected too.

const port = upstreamPort();
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

serve(
  createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.concat(parts).toString("utf8"))));
      const headers = { ...incoming.headers, "content-length": body.length };
      const upstream = request(
        { host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers, agent },
        (answer) => {
          const collected: Buffer[] = [];
          outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          answer.on("data", (part: Buffer) => {
            collected.push(part);
            outgoing.write(part);
          });
          answer.on("end", () => {
            outgoing.end();
            readAnswer(Buffer.concat(collected).toString("utf8"));
          });
        },
      );
      upstream.on("error", () => outgoing.destroy());
      upstream.end(body);
    });
  }),
);

/** Reads what was collected, as a tool that shows it must. */
function readAnswer(text: string): unknown[] {
  if (text.startsWith("{")) return [JSON.parse(text)];
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
