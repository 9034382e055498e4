import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectTo, rawHead, readAnswer, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { startUpstream, type Upstream } from "../support/proxy/upstream-server.ts";

/** Attacks on :5400 over real sockets: each is refused, nothing reaches the upstream, no secret stands in the answer. */
const seen: string[] = [];
/** What was refused without the gate, as `code status`. */
const refused: string[] = [];
let upstream: Upstream;
let proxy: TestProxy;
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    response.end("upstream");
  });
  proxy = await startProxy(upstream.origin, { refused: (code, status) => refused.push(`${code} ${status}`) });
});
afterAll(async () => {
  await proxy.close();
  await upstream.close();
});

type Attack = [name: string, text: () => string, status: number | "cut"];

const secret = "sk-ant-canary-0123456789";
async function expectRefused(text: string, status: number | "cut"): Promise<void> {
  seen.length = 0;
  refused.length = 0;
  proxy.exchanges.length = 0;
  const before = proxy.proxy.stats().total;
  const answer = await sendRaw(proxy.port, text, 2_000);
  if (status === "cut") expect(answer.lines.join("")).toBe("");
  else expect(answer.status).toBe(status);
  expect(answer.ended).not.toBe("timeout");
  expect(seen).toEqual([]);
  expect(proxy.exchanges).toEqual([]);
  expect(proxy.proxy.stats().total).toBe(before);
  expect(answer.lines.join("\n") + answer.body.toString()).not.toContain(secret);
}
const key = `x-api-key: ${secret}`;
const get = (lines: readonly string[], requestLine = "GET /v1/models HTTP/1.1") =>
  `${[requestLine, ...lines].join("\r\n")}\r\n\r\n`;
const own = () => `Host: 127.0.0.1:${proxy.port}`;

describe("gate", () => {
  test.each([
    ["no Host", () => get([key]), 421],
    ["no Host, HTTP/1.0", () => get([key], "GET /v1/models HTTP/1.0"), 421],
    ["two Hosts", () => get([own(), "Host: evil.example", key]), 421],
    ["a rebound name", () => get([`Host: evil.example:${proxy.port}`, key]), 421],
    ["the API's port", () => get(["Host: 127.0.0.1:5401", key]), 421],
    ["absolute-form", () => get([own(), key], `GET http://127.0.0.1:${proxy.port}/v1/models HTTP/1.1`), 400],
    ["absolute-form to elsewhere", () => get([own(), key], "GET http://169.254.169.254/latest HTTP/1.1"), 400],
    ["two slashes", () => get([own(), key], "GET //evil.example/v1 HTTP/1.1"), 400],
    ["slash, backslash", () => get([own(), key], "GET /\\evil.example/v1 HTTP/1.1"), 400],
    ["encoded slashes", () => get([own(), key], "GET /%2Fevil.example/v1 HTTP/1.1"), 400],
    ["asterisk", () => get([own(), key], "OPTIONS * HTTP/1.1"), 400],
    ["an Origin", () => get([own(), "Origin: https://evil.example", key]), 403],
    ["the null origin", () => get([own(), "Origin: null", key]), 403],
    ["a list of origins", () => get([own(), `Origin: http://127.0.0.1:${proxy.port} https://evil.example`, key]), 403],
    [
      "a preflight",
      () =>
        get(
          [own(), "Origin: https://evil.example", "Access-Control-Request-Method: POST"],
          "OPTIONS /v1/messages HTTP/1.1",
        ),
      403,
    ],
    ["an image of another site", () => get([own(), "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]), 403],
    ["a typed address", () => get([own(), "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"]), 403],
    ["X-Forwarded-For", () => get([own(), "X-Forwarded-For: 10.0.0.1", key]), 401],
    ["Via", () => get([own(), "Via: 1.1 gateway", key]), 401],
    [
      "Expect behind a wrong Host",
      () => get(["Host: evil", "Expect: 100-continue", "Content-Length: 2"], "POST /v1/messages HTTP/1.1"),
      421,
    ],
    [
      "WebSocket of another site",
      () =>
        get(
          [own(), "Origin: https://evil.example", "Upgrade: websocket", "Connection: Upgrade"],
          "GET /v1/responses HTTP/1.1",
        ),
      403,
    ],
    ["WebSocket behind a wrong Host", () => get(["Host: evil", "Upgrade: websocket", "Connection: Upgrade"]), 421],
  ] satisfies Attack[])("%s", async (_name, text, status) => {
    await expectRefused(text(), status);
  });
});

const notes: Record<string, string> = {
  cut: "method_not_allowed 405",
  400: "request_malformed 400",
  431: "headers_too_large 431",
  501: "transfer_coding_refused 501",
};
describe("methods and framing", () => {
  test.each([
    ["CONNECT", () => get([own()], "CONNECT example.com:443 HTTP/1.1"), "cut"],
    ["TRACE", () => get([own(), key], "TRACE /v1/models HTTP/1.1"), "cut"],
    [
      "Content-Length beside Transfer-Encoding",
      () =>
        `${rawHead(proxy.port, ["Content-Length: 4", "Transfer-Encoding: chunked"])}0\r\n\r\nGET /v1/smuggled HTTP/1.1\r\n\r\n`,
      400,
    ],
    [
      "the same, the other way round",
      () =>
        `${rawHead(proxy.port, ["Transfer-Encoding: chunked", "Content-Length: 4"])}0\r\n\r\nGET /v1/smuggled HTTP/1.1\r\n\r\n`,
      400,
    ],
    [
      "two Content-Lengths",
      () => `${rawHead(proxy.port, ["Content-Length: 0", "Content-Length: 30"])}GET /v1/smuggled HTTP/1.1\r\n\r\n`,
      400,
    ],
    ["a signed Content-Length", () => `${rawHead(proxy.port, ["Content-Length: +2"])}{}`, 400],
    ["white space before the colon", () => `${rawHead(proxy.port, ["Content-Length : 2"])}{}`, 400],
    ["a folded header", () => `${rawHead(proxy.port, ["X-A: b\r\n c: d", "Content-Length: 2"])}{}`, 400],
    ["headers of 100 KB", () => rawHead(proxy.port, [`X-A: ${"a".repeat(100_000)}`]), 431],
    ["no HTTP", () => "\u0016\u0003\u0001 hello\r\n\r\n", 400],
    [
      "a transfer coding before chunked",
      () => `${rawHead(proxy.port, ["Transfer-Encoding: gzip, chunked"])}2\r\n{}\r\n0\r\n\r\n`,
      501,
    ],
    [
      "the same in two fields",
      () => `${rawHead(proxy.port, ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"])}2\r\n{}\r\n0\r\n\r\n`,
      501,
    ],
  ] satisfies Attack[])("%s: refused, and noted once", async (_name, text, status) => {
    await expectRefused(text(), status);
    expect(refused).toEqual([notes[status]]);
  });

  test("what was malformed is told so, as problem+json", async () => {
    const lines = ["Content-Length: 4", "Transfer-Encoding: chunked"];
    const answer = await sendRaw(proxy.port, rawHead(proxy.port, lines), 2_000);
    expect(answer.lines).toContain("Content-Type: application/problem+json");
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: "request_malformed", status: 400 });
  });

  test("a client that stops in the middle of its headers is noted nowhere", async () => {
    refused.length = 0;
    const client = await connectTo(proxy.port);
    client.write("POST /v1/messages HTTP/1.1\r\nHost: a");
    client.destroy();
    expect((await fetch(`${proxy.origin}/v1/models`)).status).toBe(200);
    expect(refused).toEqual([]);
  });

  test.each([
    ["an unknown transfer encoding", ["Transfer-Encoding: xchunked"]],
    ["chunked that is not last", ["Transfer-Encoding: chunked, gzip"]],
    ["a bad chunk size", ["Transfer-Encoding: chunked"]],
  ])("%s: nothing behind it becomes a request of its own", async (_name, lines) => {
    seen.length = 0;
    const answer = await sendRaw(
      proxy.port,
      `${rawHead(proxy.port, lines)}ZZ\r\n{}\r\n0\r\n\r\n${get([own()], "GET /v1/smuggled HTTP/1.1")}`,
      2_000,
    );
    expect(answer.body.toString()).not.toContain("upstream");
    expect(seen.filter((line) => line.includes("smuggled"))).toEqual([]);
  });
});

test("WebSocket is answered 426 that names HTTP, whatever the path", async () => {
  for (const path of ["/v1/responses", "/s/mine/v1/responses", "/v1/realtime"]) {
    const answer = await sendRaw(
      proxy.port,
      get(
        [own(), "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x", key],
        `GET ${path} HTTP/1.1`,
      ),
    );
    expect(answer.lines[0]).toBe("HTTP/1.1 426 Upgrade Required");
    expect(answer.lines).toContain("Upgrade: HTTP/1.1");
    expect(answer.lines).toContain("Connection: Upgrade, close");
    expect((JSON.parse(answer.body.toString()) as { code: string }).code).toBe("websocket_refused");
    expect(answer.ended).toBe("fin");
  }
});

test("an offer of HTTP/2 is ignored, as it may be", async () => {
  const answer = await sendRaw(
    proxy.port,
    get([own(), "Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMA"]),
  );
  expect([answer.status, answer.body.toString()]).toEqual([200, expect.stringContaining("upstream")]);
});

test("method override and own headers have no effect upstream", async () => {
  seen.length = 0;
  const answer = await sendRaw(
    proxy.port,
    `${rawHead(proxy.port, ["X-HTTP-Method-Override: DELETE", "Content-Length: 2", "Connection: close"])}{}`,
  );
  expect(answer.status).toBe(200);
  expect(seen).toEqual(["POST /v1/messages"]);
});

describe("honest ones pass", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["localhost", "127.0.0.1"],
    ["LOCALHOST", "127.0.0.1"],
    ["[::1]", "::1"],
    ["localhost", "::1"],
  ])("Host %s at %s", async (name, address) => {
    if (
      address === "::1" &&
      !Object.values(networkInterfaces())
        .flat()
        .some((one) => one?.address === "::1")
    ) {
      console.log("skipped: no ::1 on this machine");
      expect(process.env.APERTURE_REQUIRE_ALL).toBeUndefined();
      return;
    }
    const client = await connectTo(proxy.port, address);
    client.write(get([`Host: ${name}:${proxy.port}`, "Connection: close"]));
    expect((await readAnswer(client)).status).toBe(200);
  });
  test("node's fetch, which says cors without being a browser", async () => {
    expect((await fetch(`http://localhost:${proxy.port}/v1/models`, { mode: "cors" })).status).toBe(200);
  });
});

test("the port is on no other address", async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === "IPv4");
  for (const other of others) await expect(connectTo(proxy.port, other?.address)).rejects.toThrow(/ECONNREFUSED/);
});
