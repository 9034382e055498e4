import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, expect, test } from "vitest";
import { connectTo, rawHead } from "../support/proxy/raw-client.ts";
import { startProxy } from "../support/proxy/start-proxy.ts";
import { startStreams } from "../support/proxy/start-streams.ts";
import { until } from "../support/proxy/until.ts";
import { startUpstreamProcess } from "../support/proxy/upstream-process.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const deep = process.env.APERTURE_DEEP === "1";

/** Sends `size` bytes in blocks as fast as they are taken; resolves with the upstream's answer. */
function upload(port: number, size: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const block = Buffer.alloc(256 * 1024, "0123456789abcdef");
    const request = httpRequest(
      { port, host: "127.0.0.1", method: "POST", path: "/v1/messages", headers: { "content-length": size } },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on("end", () => resolve(text));
      },
    );
    request.on("error", reject);
    let sent = 0;
    const pump = () => {
      while (sent < size) {
        const part = block.subarray(0, Math.min(block.length, size - sent));
        sent += part.length;
        if (!request.write(part)) return void request.once("drain", pump);
      }
      request.end();
    };
    pump();
  });
}

test("200 MB go up while 50 streams run: nothing is altered, kept or held up", async () => {
  // Upstream and readers live in another process: the delay measured here is the proxy's (and the uploader's).
  const upstream = await startUpstreamProcess();
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const streams = await startStreams(proxy.port, 50);
  open.push(streams);
  await streams.allStarted();
  const size = 200 * 1024 * 1024;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const told = await upload(proxy.port, size);
  const took = performance.now() - start;
  delay.disable();
  const expected = createHash("sha256");
  const block = Buffer.alloc(1024 * 1024, "0123456789abcdef");
  for (let sent = 0; sent < size; sent += block.length) expected.update(block);
  expect(told).toBe(`${size} ${expected.digest("hex")}`);
  const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
  const megabytes = (ms: number) => (200_000 / ms).toFixed(0);
  console.log(
    `200 MB with 50 streams: ${took.toFixed(0)} ms (${megabytes(took)} MB/s), event loop max ${(delay.max / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, memory +${grown.toFixed(0)} MB`,
  );
  const large = proxy.exchanges.find((exchange) => exchange.head.headers["content-length"] === String(size));
  expect(large).toMatchObject({ body: null, opaqueReason: "larger than 32 MB" });
  expect(grown).toBeLessThan(150);
  expect(await streams.stillRunning()).toBe(50);
  expect(proxy.proxy.stats()).toMatchObject({ failed: 0, cancelled: 0, opaque: 1, inFlight: 50 });
});

test(`${deep ? 1_000 : 100} streams at once, each whole`, async () => {
  const count = deep ? 1_000 : 100;
  const upstream = await startUpstreamProcess();
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const clients = await Promise.all(Array.from({ length: count }, () => connectTo(proxy.port)));
  const texts = clients.map(() => "");
  let ended = 0;
  clients.forEach((client, index) => {
    client.on("data", (chunk: Buffer) => {
      texts[index] += chunk.toString("latin1");
    });
    client.once("end", () => {
      ended += 1;
    });
    client.write(
      rawHead(proxy.port, ["Connection: close", "Content-Length: 2"], "POST /v1/messages?events=20 HTTP/1.1"),
    );
    client.write("{}");
  });
  await until(() => ended === count, "all streams ended", 30_000);
  for (const text of texts) {
    expect(text.match(/data: \d+/g)).toHaveLength(20);
    expect(text.endsWith("\r\n0\r\n\r\n")).toBe(true);
  }
  expect(proxy.proxy.stats()).toMatchObject({ total: count, failed: 0, cancelled: 0, inFlight: 0 });
  expect(proxy.exchanges.every((exchange) => exchange.calls.at(-1) === "end")).toBe(true);
});

test("a shutdown lets running streams end, refuses new requests, and cuts what outlives its grace", async () => {
  const upstream = await startUpstreamProcess();
  const proxy = await startProxy(upstream.origin);
  open.push(upstream);
  const ends = fetch(`${proxy.origin}/v1/messages?events=20`, { method: "POST", body: "{}" });
  const lasts = fetch(`${proxy.origin}/v1/messages?events=100000`, { method: "POST", body: "{}" });
  const [ending, lasting] = await Promise.all([ends, lasts]);
  const closed = proxy.proxy.close(1_500);
  expect((await ending.text()).match(/data: \d+/g)).toHaveLength(20);
  await expect(fetch(`${proxy.origin}/v1/models`)).rejects.toThrow();
  await expect(lasting.text()).rejects.toThrow();
  await closed;
  expect(proxy.proxy.stats().inFlight).toBe(0);
  expect(proxy.exchanges.map((exchange) => exchange.calls.at(-1)).sort()).toEqual(["end", "fail"]);
});
