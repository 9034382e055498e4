import { afterEach, expect, test } from "vitest";
import { rawHead, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { startRawAnswer } from "../support/proxy/upstream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
/** A proxy before an upstream that answers every request with these bytes and closes. */
async function answering(bytes: string): Promise<TestProxy> {
  const upstream = await startRawAnswer((socket) => void socket.end(bytes, "latin1"));
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  return proxy;
}
const post = (proxy: TestProxy) =>
  sendRaw(proxy.port, `${rawHead(proxy.port, ["Content-Length: 2", "Connection: close"])}{}`);

test.each([
  ["429", "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\nrequest-id: req_1\r\nContent-Length: 2\r\n\r\n{}"],
  ["529", "HTTP/1.1 529 Overloaded Site\r\nX-Should-Retry: true\r\nContent-Length: 2\r\n\r\n{}"],
  ["500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"],
  ["HTML", "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>502</h1>\r"],
  ["redirect", "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://evil.example/v1\r\nContent-Length: 0\r\n\r\n"],
  ["400", "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}"],
  ["401", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\n{}"],
  ["unknown status, own text", "HTTP/1.1 799 Own words\r\nContent-Length: 2\r\n\r\n{}"],
  ["no status text", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}"],
  [
    "odd casing, order, repeats, octets",
    "HTTP/1.1 200 OK\r\nzEBRA: 1\r\nSet-Cookie: a=1\r\nALPHA: \xfc\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\nLast:\r\n\r\n{}",
  ],
  [
    "empty value and a cookie",
    "HTTP/1.1 200 OK\r\nX-Empty: \r\nSet-Cookie: k=v; HttpOnly\r\nContent-Length: 2\r\n\r\n{}",
  ],
])("%s is relayed line by line, and never followed or retried", async (_name, bytes) => {
  const proxy = await answering(bytes);
  const answer = await post(proxy);
  const sent = bytes.slice(0, bytes.indexOf("\r\n\r\n")).split("\r\n");
  const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd());
  // Ours is the framing of our own connection alone.
  const own = answer.lines.filter((line) => !/^(connection|keep-alive):/i.test(line));
  expect(trimmed(own)).toEqual(trimmed(sent));
  expect(answer.body.toString("latin1")).toBe(bytes.slice(bytes.indexOf("\r\n\r\n") + 4));
  expect(proxy.exchanges).toHaveLength(1);
  expect(proxy.exchanges[0]?.calls.at(-1)).toBe("end");
});

test("no cookie reaches whoever records; request ids and limits do", async () => {
  const proxy = await answering(
    "HTTP/1.1 429 Slow\r\nset-cookie: secret=1\r\nRequest-Id: req_1\r\nanthropic-ratelimit-tokens-remaining: 5\r\nretry-after: 3\r\nContent-Length: 0\r\n\r\n",
  );
  await post(proxy);
  expect(proxy.exchanges[0]?.headers).toEqual({
    "request-id": "req_1",
    "anthropic-ratelimit-tokens-remaining": "5",
    "retry-after": "3",
    "content-length": "0",
  });
});

test("informational answers are dropped, the final one comes", async () => {
  const proxy = await answering(
    "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
  );
  const answer = await post(proxy);
  expect([answer.status, answer.body.toString()]).toEqual([200, "{}"]);
});

test("trailers come through, announced and in place", async () => {
  const proxy = await answering(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum, X-Two\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 1f\r\nX-Two: b\r\n\r\n",
  );
  const answer = await post(proxy);
  expect(answer.lines).toContain("Trailer: X-Sum, X-Two");
  expect(answer.body.toString()).toBe("2\r\n{}\r\n0\r\nX-Sum: 1f\r\nX-Two: b\r\n\r\n");
});

test("hop-by-hop fields of the upstream's connection stay there", async () => {
  const proxy = await answering(
    "HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=1\r\nProxy-Authenticate: Basic\r\nX-End: 2\r\nContent-Length: 2\r\n\r\n{}",
  );
  const answer = await post(proxy);
  expect(answer.lines).toEqual(["HTTP/1.1 200 OK", "X-End: 2", "Content-Length: 2", "Connection: close"]);
});

test("HEAD, 204 and 304 have no body, whatever their headers promise", async () => {
  for (const [method, status] of [
    ["HEAD", "200 OK"],
    ["GET", "304 Not Modified"],
    ["GET", "204 No Content"],
  ] as const) {
    const proxy = await answering(
      `HTTP/1.1 ${status}\r\nETag: "x"\r\n${method === "HEAD" ? "Content-Length: 500\r\n" : ""}\r\n`,
    );
    const answer = await sendRaw(
      proxy.port,
      rawHead(proxy.port, ["Connection: close"], `${method} /v1/models HTTP/1.1`),
    );
    expect([answer.lines[0], answer.body.length, answer.ended]).toEqual([`HTTP/1.1 ${status}`, 0, "fin"]);
    expect(answer.lines).toContain('ETag: "x"');
  }
});

test("a client of HTTP/1.0 gets an unframed answer", async () => {
  const proxy = await answering(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
  );
  const answer = await sendRaw(proxy.port, rawHead(proxy.port, [], "GET /v1/models HTTP/1.0"));
  expect([answer.status, answer.body.toString(), answer.ended]).toEqual([200, "{}", "fin"]);
});
