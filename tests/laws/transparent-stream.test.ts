import type { ServerResponse } from "node:http";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { sha256 } from "../support/proxy/hashing-upstream.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startUpstream } from "../support/proxy/upstream-server.ts";

/** Law 1 for answers: SSE event for event, at once, byte for byte, in whatever encoding. */
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
async function answering(handler: (response: ServerResponse, request: IncomingMessage) => void): Promise<TestProxy> {
  const upstream = await startUpstream((request, response) => {
    request.resume();
    request.once("end", () => handler(response, request));
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  return proxy;
}

interface Read {
  readonly reads: Buffer[];
  readonly rawHeaders: readonly string[];
}
function read(proxy: TestProxy, path = "/v1/messages"): Promise<Read> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port: proxy.port, method: "POST", path, agent: false },
      (response) => {
        const reads: Buffer[] = [];
        response.on("data", (chunk: Buffer) => reads.push(chunk));
        response.on("end", () => resolve({ reads, rawHeaders: response.rawHeaders }));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end("{}");
  });
}

/** Writes the parts one after the other, `gap` ms apart (0: one per turn of the event loop), then ends. */
function writeApart(response: ServerResponse, parts: readonly Uint8Array[], gap: number): void {
  let next = 0;
  const step = () => {
    const part = parts[next];
    next += 1;
    if (part === undefined) return void response.end();
    response.write(part);
    if (gap === 0) setImmediate(step);
    else setTimeout(step, gap);
  };
  step();
}

test("200 events 2 ms apart arrive in at least 150 reads", async () => {
  const events = Array.from({ length: 200 }, (_, n) => Buffer.from(`event: delta\ndata: {"n":${n}}\n\n`));
  const proxy = await answering((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    writeApart(response, events, 2);
  });
  const { reads } = await read(proxy);
  console.log(`200 events 2 ms apart: ${reads.length} reads`);
  expect(reads.length).toBeGreaterThanOrEqual(150);
  expect(sha256(Buffer.concat(reads))).toBe(sha256(Buffer.concat(events)));
  await until(() => proxy.exchanges[0]?.calls.at(-1) === "end", "told of its end");
  expect(proxy.exchanges[0]?.bytes).toBe(Buffer.concat(events).length);
});

const wild = Buffer.from(
  ": comment\r\n\r\nevent: a\r\ndata: one\r\ndata: two\r\n\r\ndata:é😀\n\nid\n\ndata\r\rretry: 5\n\n\n\ndata: no end",
);

test("a stream cut at every byte stays the same stream", async () => {
  const proxy = await answering((response, request) => {
    const cut = Number(new URL(request.url ?? "", "http://x").searchParams.get("cut"));
    response.writeHead(200, { "content-type": "text/event-stream" });
    writeApart(
      response,
      [wild.subarray(0, cut), wild.subarray(cut)].filter((part) => part.length > 0),
      0,
    );
  });
  for (let cut = 0; cut <= wild.length; cut += 1) {
    const { reads } = await read(proxy, `/v1/messages?cut=${cut}`);
    expect(Buffer.concat(reads).equals(wild)).toBe(true);
  }
});

test("every byte on its own", async () => {
  const proxy = await answering((response) =>
    writeApart(
      response,
      [...wild].map((octet) => Buffer.of(octet)),
      0,
    ),
  );
  expect(Buffer.concat((await read(proxy)).reads).equals(wild)).toBe(true);
});

test("events of 1 MB", async () => {
  const events = Array.from({ length: 5 }, (_, n) => Buffer.from(`data: ${String(n).repeat(1024 * 1024)}\n\n`));
  const proxy = await answering((response) => writeApart(response, events, 1));
  expect(sha256(Buffer.concat((await read(proxy)).reads))).toBe(sha256(Buffer.concat(events)));
});

const plain = Buffer.from(JSON.stringify({ content: "compress me ".repeat(5_000) }));
test.each([
  ["gzip", gzipSync(plain)],
  ["deflate", deflateSync(plain)],
  ["br", brotliCompressSync(plain)],
  ["zstd", zstdCompressSync(plain)],
  ["gzip that is none", plain],
])("an answer in %s is relayed as it is", async (name, bytes) => {
  const proxy = await answering((response) => {
    const [encoding] = name.split(" ");
    response.writeHead(200, { "content-encoding": encoding, "content-length": bytes.length, vary: "accept-encoding" });
    response.end(bytes);
  });
  const { reads, rawHeaders } = await read(proxy);
  expect(sha256(Buffer.concat(reads))).toBe(sha256(bytes));
  expect(rawHeaders).toContain(String(bytes.length));
  await until(() => proxy.exchanges[0]?.calls.at(-1) === "end", "told of its end");
  expect(proxy.exchanges[0]?.headers["content-encoding"]).toBe(name.split(" ")[0]);
});

test("a compressed stream is not held back until it ends", async () => {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  const proxy = await answering((response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
    gzip.pipe(response);
    gzip.write("data: one\n\n");
  });
  const answer = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("data: one\n\n");
  gzip.end();
  expect((await reader?.read())?.done).toBe(true);
});

test("a sink that throws is left alone, and changes nothing for the client", async () => {
  const upstream = await startUpstream((_request, response) => response.end("answer"));
  let calls = 0;
  const proxy = await startProxy(upstream.origin, {
    sink: {
      settled() {
        throw new Error("settled");
      },
      begin: () => {
        const fail = () => {
          calls += 1;
          throw new Error("recorder");
        };
        return { governed: false, govern: fail, body: fail, head: fail, chunk: fail, end: fail, fail };
      },
    },
  });
  open.push(upstream, proxy);
  const answer = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
  expect(await answer.text()).toBe("answer");
  expect(calls).toBe(1);
  expect(proxy.proxy.stats()).toMatchObject({ failedOpen: 2, failed: 0 });
});

test("bookkeeping that is late is waited for, and not for long", async () => {
  const upstream = await startUpstream((_request, response) => response.end("answer"));
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked: string[] = [];
  const proxy = await startProxy(upstream.origin, {
    sink: {
      begin: () => null,
      settled(head) {
        asked.push(head.target);
        return asked.length === 1 ? promise : new Promise(() => {});
      },
    },
  });
  open.push(upstream, proxy);
  setTimeout(resolve, 5);
  const post = (target: string, headers = {}) => fetch(proxy.origin + target, { method: "POST", body: "{}", headers });
  for (const target of ["/v1/messages", "/v1/messages?hangs", "/v1/messages/count_tokens"]) {
    expect(await (await post(target)).text()).toBe("answer");
  }
  expect(await (await post("/v1/messages?bypass", { "x-aperture-bypass": "true" })).text()).toBe("answer");
  // A bypass skips what is new: what was applied stays in force, so the conversation's last answer matters to it as well.
  expect(asked).toEqual(["/v1/messages", "/v1/messages?hangs", "/v1/messages?bypass"]);
});
