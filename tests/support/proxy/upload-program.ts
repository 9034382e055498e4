import { request as httpRequest } from "node:http";

/** `node upload-program.ts <port> <bytes>`: sends that many bytes as fast as they are taken, tells its parent the answer. */
const [port, size] = process.argv.slice(2).map(Number) as [number, number];
const block = Buffer.alloc(256 * 1024, "0123456789abcdef");

const request = httpRequest(
  { port, host: "127.0.0.1", method: "POST", path: "/v1/messages", headers: { "content-length": size } },
  (response) => {
    let text = "";
    response.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    response.on("end", () => process.send?.(text, () => process.exit()));
  },
);

let sent = 0;
function pump(): void {
  while (sent < size) {
    const part = block.subarray(0, Math.min(block.length, size - sent));
    sent += part.length;
    if (!request.write(part)) {
      request.once("drain", pump);
      return;
    }
  }
  request.end();
}
pump();
