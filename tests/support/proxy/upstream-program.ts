import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const events = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("events") ?? 0);
  const hash = createHash("sha256");
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    hash.update(chunk);
  });
  request.on("end", () => {
    if (events === 0) return void response.end(`${size} ${hash.digest("hex")}`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(`data: ${sent}\n\n`);
      sent += 1;
      if (sent < events) return;
      clearInterval(timer);
      response.end();
    }, 10);
    response.once("close", () => clearInterval(timer));
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
