import { afterEach, describe, expect, test } from "vitest";
import { rawHead, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startRawAnswer, startRawUpstream, type Upstream } from "../support/proxy/upstream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
async function between(upstream: Upstream): Promise<TestProxy> {
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  return proxy;
}
const post = (proxy: TestProxy) => sendRaw(proxy.port, `${rawHead(proxy.port, ["Content-Length: 2"])}{}`);

const sse = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const unframed = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
const sized = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n";
const event = "data: one\n\n";
const chunk = `${event.length.toString(16)}\r\n${event}\r\n`;

describe("an answer cut off is never a clean end", () => {
  test.each([
    ["reset in chunked SSE", sse + chunk, "reset"],
    ["FIN in chunked SSE", sse + chunk, "fin"],
    ["FIN inside a chunk", `${sse}40\r\nhalf`, "fin"],
    ["reset in an answer without framing", unframed + event, "reset"],
    ["FIN short of Content-Length", `${sized}{"half":`, "fin"],
    ["reset short of Content-Length", `${sized}{"half":`, "reset"],
  ] as const)("%s", async (_name, bytes, how) => {
    const proxy = await between(
      await startRawAnswer((socket) => {
        socket.write(bytes);
        setTimeout(() => (how === "reset" ? socket.resetAndDestroy() : socket.end()), 30);
      }),
    );
    const answer = await post(proxy);
    expect(answer.status).toBe(200);
    // What had come was passed on; the last chunk (or the missing bytes) never comes.
    expect(answer.body.length).toBeGreaterThan(0);
    expect(answer.body.toString("latin1")).not.toMatch(/(^|\r\n)0\r\n\r\n$/);
    // The client sees the way the upstream ended: some retry after a reset and give up after an early end.
    expect(answer.ended).toBe(how);
    const [exchange] = proxy.exchanges;
    expect(exchange?.failure?.code).toBe("upstream_reset");
    expect(exchange?.calls).toEqual(["body", "head", "chunk", "fail"]);
    expect(proxy.proxy.stats()).toMatchObject({ inFlight: 0, failed: 1, cancelled: 0 });
  });

  test.each([
    ["fin", { code: "UND_ERR_SOCKET" }],
    ["reset", { code: "ECONNRESET" }],
  ] as const)("an HTTP client sees an error as well: %s", async (how, cause) => {
    const upstream = await startRawAnswer((socket) => {
      socket.write(sse + chunk);
      setTimeout(() => (how === "reset" ? socket.resetAndDestroy() : socket.end()), 30);
    });
    const proxy = await between(upstream);
    for (const origin of [upstream.origin, proxy.origin]) {
      const response = await fetch(`${origin}/v1/messages`, { method: "POST", body: "{}" });
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toMatchObject({ message: "terminated", cause });
    }
  });

  test("an unframed answer that ends is whole", async () => {
    const proxy = await between(await startRawAnswer((socket) => void socket.end(unframed + event)));
    const response = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
    expect(await response.text()).toBe(event);
    expect(proxy.exchanges[0]?.calls.at(-1)).toBe("end");
  });
});

describe("no answer at all is 503, never 400", () => {
  test.each([
    ["reset behind the request", "upstream_reset", (socket) => void socket.resetAndDestroy()],
    ["FIN behind the request", "upstream_reset", (socket) => void socket.end()],
    ["FIN inside the headers", "upstream_reset", (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Ty")],
    ["something that is not HTTP", "upstream_reset", (socket) => void socket.end("SSH-2.0-OpenSSH_9.9\r\n\r\n")],
    [
      "headers of 100 KB",
      "upstream_reset",
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\nA: ${"a".repeat(100_000)}\r\n\r\n`),
    ],
    [
      "101 that nobody asked for",
      "upstream_reset",
      (socket) => void socket.end("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
    ],
  ] satisfies [string, string, Parameters<typeof startRawAnswer>[0]][])("%s", async (_name, code, act) => {
    const proxy = await between(await startRawAnswer(act));
    const response = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "{}" });
    expect([response.status, response.headers.get("content-type")]).toEqual([503, "application/problem+json"]);
    const problem = (await response.json()) as { code: string; detail: string; error: { message: string } };
    expect(problem.code).toBe(code);
    expect(problem.error.message).toBe(problem.detail);
    await until(() => proxy.exchanges[0]?.failure !== null, "the exchange is told");
    expect(proxy.exchanges[0]?.failure?.code).toBe(code);
    expect(proxy.proxy.stats()).toMatchObject({ inFlight: 0, failed: 1 });
  });

  test.each([2, 2_000_000])("a refused connection, and a name that does not resolve: %d bytes", async (size) => {
    const gone = await startRawUpstream(() => {});
    await gone.close();
    for (const origin of [gone.origin, "http://aperture-test.invalid"]) {
      const proxy = await startProxy(origin);
      open.push(proxy);
      const response = await fetch(`${proxy.origin}/v1/messages`, { method: "POST", body: "x".repeat(size) });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        503,
        "upstream_unreachable",
      ]);
      await until(() => proxy.exchanges[0]?.failure !== null, "the exchange is told");
      expect(proxy.exchanges[0]?.calls).toEqual(["body", "fail"]);
      // The request came whole: it is told, and with it which one failed.
      expect([proxy.exchanges[0]?.body?.length, proxy.exchanges[0]?.opaqueReason]).toEqual([size, null]);
    }
  });

  test("the connection to the client survives a 503, also behind an unread body larger than is kept", async () => {
    const gone = await startRawUpstream(() => {});
    await gone.close();
    const proxy = await startProxy(gone.origin, { maxBody: 1_000 });
    open.push(proxy);
    const large = rawHead(proxy.port, ["Content-Length: 5000000"]) + "x".repeat(5_000_000);
    const answer = await sendRaw(
      proxy.port,
      `${large}${rawHead(proxy.port, ["Content-Length: 2", "Connection: close"])}{}`,
    );
    expect(answer.status).toBe(503);
    expect(answer.body.toString("latin1").match(/HTTP\/1.1 503/g)).toHaveLength(1);
    expect(answer.ended).toBe("fin");
  });
});

test("a request on a kept connection that the upstream closes meanwhile is not sent twice", async () => {
  const heads: string[] = [];
  const upstream = await startRawUpstream((socket) => {
    socket.on("data", (bytes) => {
      heads.push(bytes.toString("latin1").split("\r\n", 1)[0] ?? "");
      // The second request on a connection meets a server that has just given it up.
      if (heads.length % 2 === 0) socket.resetAndDestroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
  });
  const proxy = await between(upstream);
  const statuses: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    const response = await fetch(`${proxy.origin}/v1/models/${n}`);
    statuses.push(response.status);
    await response.text();
  }
  expect(statuses).toEqual([200, 503, 200, 503]);
  expect(heads).toEqual([0, 1, 2, 3].map((n) => `GET /v1/models/${n} HTTP/1.1`));
  expect(upstream.accepted()).toBe(2);
});

test("a kept connection is used again", async () => {
  const upstream = await startRawUpstream((socket) => {
    socket.on("data", () => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
  });
  const proxy = await between(upstream);
  for (let n = 0; n < 20; n += 1) expect(await (await fetch(`${proxy.origin}/v1/models`)).text()).toBe("{}");
  expect(upstream.accepted()).toBe(1);
});
