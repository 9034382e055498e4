import type { ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { afterEach, describe, expect, test } from "vitest";
import { manualClock } from "../support/proxy/manual-clock.ts";
import { connectTo, rawHead, readAnswer, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startRawAnswer, startRawUpstream, startUpstream } from "../support/proxy/upstream-server.ts";

// undici offers this clock to its own tests; here it proves that its 300 s limits are off.
const undiciTimers = createRequire(import.meta.url)("undici/lib/util/timers.js") as { tick(ms: number): void };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const minute = 60_000;

describe("silence of the upstream", () => {
  test("six minutes before and inside a stream are thinking; a quarter of an hour is not", async () => {
    const clock = manualClock();
    const streams: ServerResponse[] = [];
    const upstream = await startUpstream((_request, response) => void streams.push(response));
    const proxy = await startProxy(upstream.origin, { timers: clock, idleTimeout: 15 * minute });
    open.push(upstream, proxy);
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += minute) {
        clock.advance(minute);
        undiciTimers.tick(minute);
      }
    };
    const answer = sendRaw(proxy.port, `${rawHead(proxy.port, ["Content-Length: 2"])}{}`, 10_000);
    await until(() => streams.length === 1, "the request has arrived");
    pass(6 * minute);
    const [stream] = streams;
    stream?.writeHead(200, { "content-type": "text/event-stream" }).write("data: one\n\n");
    await until(() => proxy.exchanges[0]?.bytes === 11, "the first event");
    pass(6 * minute);
    stream?.write("data: two\n\n");
    await until(() => proxy.exchanges[0]?.bytes === 22, "the second event");
    expect(upstream.sockets.size).toBe(1);
    pass(16 * minute);
    const read = await answer;
    expect(read.body.toString()).toContain("data: two");
    expect(read.body.toString()).not.toMatch(/\r\n0\r\n\r\n$/);
    await until(() => upstream.sockets.size === 0, "the upstream is closed");
    expect(proxy.exchanges[0]?.failure?.code).toBe("upstream_timeout");
    expect(clock.pending()).toBe(0);
  });

  test("an upstream that accepts and never answers gets its time, then the client gets 503", async () => {
    const clock = manualClock();
    let asked = 0;
    const upstream = await startRawAnswer(() => {
      asked += 1;
    });
    const proxy = await startProxy(upstream.origin, { timers: clock, idleTimeout: 15 * minute });
    open.push(upstream, proxy);
    const answer = fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
    await until(() => asked === 1, "the request has arrived");
    clock.advance(14 * minute);
    expect(proxy.proxy.stats().inFlight).toBe(1);
    clock.advance(2 * minute);
    const response = await answer;
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, "upstream_timeout"]);
    await until(() => upstream.sockets.size === 0, "the upstream is closed");
  });

  test("an upload that moves keeps the request alive; a client that stopped reading is not the upstream's silence", async () => {
    const clock = manualClock();
    const streams: ServerResponse[] = [];
    const upstream = await startUpstream((request, response) => {
      request.resume();
      streams.push(response);
    });
    const proxy = await startProxy(upstream.origin, { timers: clock, idleTimeout: 15 * minute });
    open.push(upstream, proxy);
    const client = await connectTo(proxy.port);
    client.write(rawHead(proxy.port, ["Transfer-Encoding: chunked"]));
    for (let n = 0; n < 4; n += 1) {
      client.write("1\r\nx\r\n");
      await new Promise((resolve) => setTimeout(resolve, 20));
      clock.advance(10 * minute);
    }
    client.write("0\r\n\r\n");
    await until(() => streams.length === 1, "the request has arrived");
    client.pause();
    const [stream] = streams;
    stream?.writeHead(200);
    const block = Buffer.alloc(1024 * 1024);
    for (let n = 0; n < 24; n += 1) stream?.write(block);
    await new Promise((resolve) => setTimeout(resolve, 300));
    clock.advance(60 * minute);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(proxy.proxy.stats()).toMatchObject({ inFlight: 1, failed: 0 });
    client.destroy();
    await until(() => proxy.proxy.stats().inFlight === 0, "closed");
  });
});

test("a request that is over leaves no timer behind", async () => {
  const clock = manualClock();
  const upstream = await startUpstream((_request, response) => response.end("done"));
  const proxy = await startProxy(upstream.origin, { timers: clock });
  open.push(upstream, proxy);
  await (await fetch(`${proxy.origin}/v1/models`)).text();
  await until(() => proxy.proxy.stats().inFlight === 0, "over");
  expect(clock.pending()).toBe(0);
});

test("one byte at a time arrives one byte at a time", async () => {
  const text = "data: slow\n\n";
  const upstream = await startUpstream((_request, response) => {
    let sent = 0;
    const timer = setInterval(() => {
      response.write(text[sent] ?? "");
      sent += 1;
      if (sent < text.length) return;
      clearInterval(timer);
      response.end();
    }, 10);
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const response = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
  const reads: string[] = [];
  for await (const chunk of response.body ?? []) reads.push(Buffer.from(chunk).toString());
  expect(reads.join("")).toBe(text);
  expect(reads.length).toBeGreaterThanOrEqual(text.length - 2);
});

test("headers are there before the first byte of a stream", async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { "x-early": "1" });
    response.flushHeaders();
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const stop = new AbortController();
  const response = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}", signal: stop.signal });
  expect(response.headers.get("x-early")).toBe("1");
  stop.abort();
});

test("a slow reader costs a bounded amount of memory, and the upstream is made to wait", async () => {
  const size = 128 * 1024 * 1024;
  let written = 0;
  const block = Buffer.alloc(256 * 1024, "x");
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { "content-length": size });
    const pump = () => {
      while (written < size) {
        written += block.length;
        if (!response.write(block)) return void response.once("drain", pump);
      }
      response.end();
    };
    pump();
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const client = await connectTo(proxy.port);
  client.pause();
  client.write(`${rawHead(proxy.port, ["Content-Length: 2", "Connection: close"])}{}`);
  await until(() => written > 0, "the answer has begun");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const held = written;
  console.log(
    `slow reader: the upstream could write ${(held / 1024 / 1024).toFixed(1)} of 128 MB (socket buffers of four ends included)`,
  );
  expect(held).toBeLessThan(40 * 1024 * 1024);
  expect(proxy.exchanges[0]?.bytes).toBeLessThan(40 * 1024 * 1024);
  let received = 0;
  client.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  client.resume();
  await until(() => received > size, "all has come", 20_000);
  expect(written).toBe(size);
});

test("an upstream that reads slowly makes a large upload wait", async () => {
  const upstream = await startRawUpstream((socket) => void socket.pause());
  const proxy = await startProxy(upstream.origin, { maxBody: 1024 * 1024 });
  open.push(upstream, proxy);
  const client = await connectTo(proxy.port);
  const size = 256 * 1024 * 1024;
  const block = Buffer.alloc(256 * 1024);
  let offered = 0;
  client.write(rawHead(proxy.port, [`Content-Length: ${size}`]));
  const pump = () => {
    while (offered < size) {
      offered += block.length;
      if (!client.write(block)) return void client.once("drain", pump);
    }
  };
  pump();
  await new Promise((resolve) => setTimeout(resolve, 700));
  console.log(
    `slow upstream: ${(offered / 1024 / 1024).toFixed(1)} of 256 MB taken (socket buffers of four ends included)`,
  );
  expect(offered).toBeLessThan(40 * 1024 * 1024);
  client.destroy();
});

test("Expect: 100-continue is answered here, at once, and not passed on", async () => {
  const seen: string[] = [];
  const upstream = await startRawAnswer((socket, head) => {
    seen.push(head);
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const client = await connectTo(proxy.port);
  const answer = readAnswer(client);
  let first = "";
  client.once("data", (bytes: Buffer) => {
    first = bytes.toString();
  });
  client.write(rawHead(proxy.port, ["Content-Length: 2", "Expect: 100-continue", "Connection: close"]));
  await until(() => first !== "", "100 Continue");
  expect(first).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  client.write("{}");
  expect((await answer).body.toString()).toMatch(/^HTTP\/1.1 200 OK[\s\S]*\{\}$/);
  expect(seen[0]?.toLowerCase()).not.toContain("expect");
});
