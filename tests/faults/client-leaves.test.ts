import type { Socket } from "node:net";
import type { ExchangeSink } from "@aperture/aperture/proxy/exchange";
import { afterEach, describe, expect, test } from "vitest";
import { connectTo, rawHead, readAnswer } from "../support/proxy/raw-client.ts";
import { recordingSink } from "../support/proxy/recording-sink.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startRawAnswer, startRawUpstream, startUpstream, type Upstream } from "../support/proxy/upstream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
async function between(upstream: Upstream, sink?: ExchangeSink): Promise<TestProxy> {
  const proxy = await startProxy(upstream.origin, sink && { sink });
  open.push(upstream, proxy);
  return proxy;
}

/** The issue asks for 50 ms; the figure is printed, the assertion leaves room for a busy machine. */
const generous = 1_000;
const ways: readonly (readonly [string, (socket: Socket) => void])[] = [
  ["closes", (socket) => void socket.destroy()],
  ["resets", (socket) => void socket.resetAndDestroy()],
  ["half-closes", (socket) => void socket.end()],
];

async function measureCancel(phase: string, client: Socket, leave: (socket: Socket) => void, upstream: Upstream) {
  leave(client);
  const took = await until(() => upstream.sockets.size === 0, `upstream closed (${phase})`);
  console.log(`cancel ${phase}: upstream closed after ${took.toFixed(1)} ms`);
  expect(took).toBeLessThan(generous);
}

describe.each(ways)("a client that %s", (name, leave) => {
  test("mid-upload", async () => {
    let received = "";
    const upstream = await startRawUpstream((socket) => {
      socket.on("data", (bytes) => {
        received += bytes.toString("latin1");
      });
    });
    const proxy = await between(upstream);
    const client = await connectTo(proxy.port);
    client.write(`${rawHead(proxy.port, ["Transfer-Encoding: chunked"])}5\r\nhello\r\n`);
    await until(() => received.includes("hello"), "the first chunk has arrived");
    await measureCancel(`mid-upload, ${name}`, client, leave, upstream);
    // A body cut off must not look whole.
    expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
    await until(() => proxy.exchanges[0]?.failure !== null, "the exchange is told");
    expect(proxy.exchanges[0]).toMatchObject({ body: null, failure: { code: "client_gone", message: "uploading" } });
    expect(proxy.proxy.stats()).toMatchObject({ cancelled: 1, failed: 0, inFlight: 0 });
  });

  test("mid-upload to an upstream that reads nothing", async () => {
    const upstream = await startRawUpstream((socket) => void socket.pause());
    const proxy = await between(upstream);
    const client = await connectTo(proxy.port);
    client.write(rawHead(proxy.port, ["Content-Length: 30000000"]));
    client.write(Buffer.alloc(16_000_000));
    await until(() => client.writableLength === 0, "the proxy has read ahead");
    // Nothing is read there, so only the proxy's own end can be looked at.
    const before = performance.now();
    leave(client);
    await until(() => proxy.proxy.stats().cancelled === 1, "noticed");
    console.log(
      `cancel mid-upload, stalled upstream, ${name}: noticed after ${(performance.now() - before).toFixed(1)} ms`,
    );
    expect(proxy.proxy.stats().inFlight).toBe(0);
  });

  test("while the lane's bookkeeping catches up", async () => {
    const upstream = await startRawUpstream(() => {});
    const { sink, exchanges } = recordingSink();
    let asked = 0;
    const waiting: ExchangeSink = {
      ...sink,
      settled() {
        asked += 1;
        return new Promise(() => {});
      },
    };
    const proxy = await between(upstream, waiting);
    const client = await connectTo(proxy.port);
    client.write(`${rawHead(proxy.port, ["Content-Length: 2"])}{}`);
    await until(() => asked === 1, "the wait has begun");
    leave(client);
    await until(() => proxy.proxy.stats().cancelled === 1, "noticed");
    expect(upstream.accepted()).toBe(0);
    expect(exchanges).toEqual([]);
    expect(proxy.proxy.stats().inFlight).toBe(0);
  });

  test("before the upstream's headers", async () => {
    let seen = 0;
    const upstream = await startRawAnswer(() => {
      seen += 1;
    });
    const proxy = await between(upstream);
    const client = await connectTo(proxy.port);
    client.write(`${rawHead(proxy.port, ["Content-Length: 2"])}{}`);
    await until(() => seen === 1, "the request has arrived");
    await measureCancel(`before headers, ${name}`, client, leave, upstream);
    await until(() => proxy.exchanges[0]?.failure !== null, "the exchange is told");
    expect(proxy.exchanges[0]?.failure).toEqual({ code: "client_gone", message: "before-answer" });
  });

  test("mid-SSE", async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write("data: x\n\n"), 5);
      response.once("close", () => clearInterval(timer));
    });
    const proxy = await between(upstream);
    const client = await connectTo(proxy.port);
    let bytes = 0;
    client.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    client.write(`${rawHead(proxy.port, ["Content-Length: 2"])}{}`);
    await until(() => bytes > 300, "the stream runs");
    await measureCancel(`mid-SSE, ${name}`, client, leave, upstream);
    await until(() => proxy.exchanges[0]?.failure !== null, "the exchange is told");
    expect(proxy.exchanges[0]?.failure).toEqual({ code: "client_gone", message: "answering" });
    expect(proxy.exchanges[0]?.calls).toEqual(["body", "head", "chunk", "fail"]);
  });

  test("mid-SSE, silent, between two events", async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: only\n\n");
    });
    const proxy = await between(upstream);
    const client = await connectTo(proxy.port);
    let bytes = 0;
    client.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    client.write(`${rawHead(proxy.port, ["Content-Length: 2"])}{}`);
    await until(() => bytes > 100, "the event has come");
    await measureCancel(`mid-SSE (silent), ${name}`, client, leave, upstream);
  });
});

test("before a connection stands: nothing is ever sent", async () => {
  const heads: string[] = [];
  const upstream = await startRawUpstream((socket) => void socket.on("data", (bytes) => heads.push(bytes.toString())));
  const proxy = await between(upstream);
  const clients = await Promise.all(Array.from({ length: 20 }, () => connectTo(proxy.port)));
  for (const client of clients)
    client.write(`${rawHead(proxy.port, ["Content-Length: 2"])}{}`, () => client.resetAndDestroy());
  await until(() => proxy.proxy.stats().cancelled + heads.length >= 1, "something happened");
  await until(() => proxy.proxy.stats().inFlight === 0 && upstream.sockets.size === 0, "all is closed");
  expect(proxy.proxy.stats()).toMatchObject({ failed: 0, inFlight: 0 });
});

test("the answer of a client that stays is not touched by one that leaves", async () => {
  const upstream = await startUpstream((_request, response) => {
    response.write("a");
    setTimeout(() => response.end("b"), 150);
  });
  const proxy = await between(upstream);
  const stays = fetch(`${proxy.origin}/v1/models`).then((response) => response.text());
  const client = await connectTo(proxy.port);
  client.write(rawHead(proxy.port, [], "GET /v1/models HTTP/1.1"));
  await until(() => proxy.exchanges.length === 2, "both run");
  client.resetAndDestroy();
  expect(await stays).toBe("ab");
});

test("an answer before the end of the upload reaches the client", async () => {
  const upstream = await startRawAnswer(
    (socket) => void socket.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
  );
  const proxy = await between(upstream);
  const client = await connectTo(proxy.port);
  client.write(rawHead(proxy.port, ["Content-Length: 1000000", "Connection: close"]) + "x".repeat(1000));
  const answer = await readAnswer(client, 1_000);
  expect([answer.status, answer.body.toString()]).toEqual([413, "{}"]);
  expect(proxy.exchanges[0]?.calls).toContain("end");
  expect(proxy.exchanges[0]?.opaqueReason).toBe("incomplete");
});
