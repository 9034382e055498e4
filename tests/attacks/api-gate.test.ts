import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectRefused } from "../support/api/expect-refused.ts";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { connectTo, readAnswer, sendRaw } from "../support/proxy/raw-client.ts";

/** Attacks on :5401 over real sockets, against operations that would show or change something if they came through. */
let api: StartedApi;
beforeAll(async () => {
  // A second passes between any two looks at the clock: the limit of audit events is a test of its own.
  let clock = 0;
  api = await startApi({
    now: () => {
      clock += 1_000;
      return clock;
    },
  });
});
afterAll(() => api.close());
beforeEach(() => api.store.retain({ before: 0, keepEvents: 0 }));

const own = () => `Host: 127.0.0.1:${api.port}`;
const bearer = () => `Authorization: Bearer ${api.token}`;
const get = (lines: readonly string[], line = "GET /api/v1/blocks HTTP/1.1") =>
  `${[line, ...lines].join("\r\n")}\r\n\r\n`;
const post = (lines: readonly string[], body = "{}", line = "POST /api/v1/shutdown HTTP/1.1") =>
  `${[line, ...lines, `Content-Length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`;
const json = "Content-Type: application/json";

type Attack = [name: string, text: () => string];

describe("Host: only this server's own names", () => {
  test.each([
    ["missing", () => get([])],
    ["missing, HTTP/1.0", () => get([], "GET /api/v1/blocks HTTP/1.0")],
    ["empty", () => get(["Host:"])],
    ["doubled", () => get([own(), own()])],
    ["doubled, ours last", () => get(["Host: evil.example", own()])],
    ["a rebound name, GET", () => get([`Host: evil.example:${api.port}`])],
    ["a rebound name, POST with the token", () => post([`Host: evil.example:${api.port}`, json, bearer()])],
    [
      "a rebound name, DELETE with the token",
      () => get(["Host: evil.example", bearer()], "DELETE /api/v1/sessions/first HTTP/1.1"),
    ],
    ["0.0.0.0", () => get([`Host: 0.0.0.0:${api.port}`])],
    ["the proxy's port", () => get(["Host: 127.0.0.1:5400"])],
    ["no port", () => get(["Host: localhost"])],
    ["a closing dot", () => get([`Host: localhost.:${api.port}`])],
    ["a look-alike", () => get([`Host: localhost.evil.example:${api.port}`])],
    ["user info", () => get([`Host: localhost:${api.port}@evil.example`])],
    ["short IPv4", () => get([`Host: 127.1:${api.port}`])],
    ["decimal IPv4", () => get([`Host: 2130706433:${api.port}`])],
    ["mapped IPv6", () => get([`Host: [::ffff:127.0.0.1]:${api.port}`])],
    ["long IPv6", () => get([`Host: [0:0:0:0:0:0:0:1]:${api.port}`])],
    ["fullwidth digits", () => get([`Host: １27.0.0.1:${api.port}`])],
    [
      "X-Forwarded-Host beside a wrong one",
      () => get(["Host: evil.example", `X-Forwarded-Host: 127.0.0.1:${api.port}`]),
    ],
  ] satisfies Attack[])("%s", async (_, text) => {
    await expectRefused(api, text(), 421, "host_refused");
    expect(api.refusals()).toEqual(["host_refused"]);
  });
});

describe("request target: exactly one leading slash", () => {
  test.each([
    ["absolute-form", () => get([own()], `GET http://127.0.0.1:${api.port}/api/v1/blocks HTTP/1.1`)],
    ["absolute-form to elsewhere", () => get([own()], "GET http://169.254.169.254/latest HTTP/1.1")],
    ["two slashes", () => get([own()], "GET //api/v1/blocks HTTP/1.1")],
    ["slash, backslash", () => get([own()], "GET /\\api/v1/blocks HTTP/1.1")],
    ["encoded slash", () => get([own()], "GET /%2Fapi/v1/blocks HTTP/1.1")],
    ["encoded backslash", () => get([own()], "GET /%5Cevil HTTP/1.1")],
    ["asterisk", () => get([own()], "OPTIONS * HTTP/1.1")],
  ] satisfies Attack[])("%s", async (_, text) => {
    await expectRefused(api, text(), 400, "target_refused");
  });

  test.each([
    "/api/v1/%73hutdown",
    "/api/v1/./shutdown",
    "/x/../api/v1/shutdown",
    "/api/v1/x/%2e%2e/shutdown",
    "/api//v1/shutdown",
    "/api/v1/shutdown/",
    "/API/V1/SHUTDOWN",
    "/api/v1/shutdown;x",
    "/api/v1/shutdown%00",
  ])("%s reaches nothing that the plain path would not", async (path) => {
    const before = api.state();
    const answer = await sendRaw(api.port, post([own(), json, "Connection: close"], "{}", `POST ${path} HTTP/1.1`));
    expect([401, 404]).toContain(answer.status);
    await new Promise((resolve) => setImmediate(resolve));
    expect(api.state()).toEqual(before);
  });
});

describe("a browser on another site", () => {
  const site = "Origin: https://evil.example";
  test.each([
    ["fetch", () => get([own(), site])],
    ["the null origin", () => get([own(), "Origin: null"])],
    ["an empty origin", () => get([own(), "Origin:"])],
    ["another localhost port", () => get([own(), "Origin: http://127.0.0.1:3000"])],
    ["https of our own", () => get([own(), `Origin: https://127.0.0.1:${api.port}`])],
    ["a list of origins", () => get([own(), `Origin: http://127.0.0.1:${api.port} https://evil.example`])],
    ["two origins", () => get([own(), `Origin: http://127.0.0.1:${api.port}`, site])],
    [
      "a preflight",
      () => get([own(), site, "Access-Control-Request-Method: DELETE"], "OPTIONS /api/v1/sessions/first HTTP/1.1"),
    ],
    ["a beacon", () => post([own(), site, "Content-Type: text/plain"])],
    ["even with the token", () => post([own(), site, json, bearer()])],
  ] satisfies Attack[])("%s", async (_, text) => {
    await expectRefused(api, text(), 403, "origin_refused");
  });

  test.each([
    ["an image", "cross-site", "no-cors"],
    ["a script of another port", "same-site", "no-cors"],
    ["a frame", "cross-site", "navigate"],
    ["a typed address, not a page view", "none", "no-cors"],
    ["an unknown word", "friendly", "cors"],
  ])("%s", async (_, fetchSite, mode) => {
    await expectRefused(
      api,
      get([own(), `Sec-Fetch-Site: ${fetchSite}`, `Sec-Fetch-Mode: ${mode}`]),
      403,
      "cross_site_refused",
    );
  });

  test("a link of another site that navigates to a write", async () => {
    const text = post([own(), "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", json]);
    await expectRefused(api, text, 403, "cross_site_refused");
  });
});

describe("forwarded requests", () => {
  test.each([
    "Forwarded: for=10.0.0.1",
    "X-Forwarded-For: 127.0.0.1",
    "X-Real-IP: 127.0.0.1",
    "Via: 1.1 x",
    "X-Forwarded-Whatever: 1",
  ])("%s needs the token", async (header) => {
    await expectRefused(api, get([own(), header]), 401, "forwarding_refused");
    const answer = await sendRaw(api.port, get([own(), header, bearer(), "Connection: close"]));
    expect(answer.status).toBe(200);
  });
});

describe("writes that are no JSON", () => {
  test.each([
    ["text/plain", () => post([own(), bearer(), "Content-Type: text/plain"])],
    ["multipart", () => post([own(), bearer(), "Content-Type: multipart/form-data; boundary=x"])],
    ["no type", () => post([own(), bearer()])],
    ["two types", () => post([own(), bearer(), json, "Content-Type: text/plain"])],
    [
      "a form of our own page",
      () =>
        post([
          own(),
          bearer(),
          "Content-Type: application/x-www-form-urlencoded",
          `Referer: http://127.0.0.1:${api.port}/`,
        ]),
    ],
    [
      "a form that is no JSON",
      () => post([own(), bearer(), "Content-Type: application/x-www-form-urlencoded", "Connection: close"], "a=1"),
    ],
  ] satisfies Attack[])("%s", async (_, text) => {
    await expectRefused(api, text(), 415, "json_required");
  });
});

describe("method override", () => {
  test.each([
    "X-HTTP-Method-Override: DELETE",
    "X-Method-Override: DELETE",
    "X-HTTP-Method: DELETE",
    "_method: DELETE",
  ])("%s is not heard", async (header) => {
    const before = api.state();
    for (const line of [
      "GET /api/v1/sessions/first?_method=DELETE HTTP/1.1",
      "POST /api/v1/sessions/first?_method=DELETE HTTP/1.1",
    ]) {
      const answer = await sendRaw(api.port, get([own(), header, bearer(), "Connection: close"], line));
      expect([200, 405]).toContain(answer.status);
    }
    expect(api.state()).toEqual(before);
  });
});

describe("framing: nothing behind a request becomes a request of its own", () => {
  const smuggled = () => `DELETE /api/v1/sessions/first HTTP/1.1\r\n${own()}\r\n${bearer()}\r\n\r\n`;
  test.each([
    ["Content-Length beside Transfer-Encoding", ["Content-Length: 4", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["the other way round", ["Transfer-Encoding: chunked", "Content-Length: 4"], "0\r\n\r\n"],
    ["two lengths", ["Content-Length: 0", "Content-Length: 200"], ""],
    ["a signed length", ["Content-Length: +2"], "{}"],
    ["white space before the colon", ["Content-Length : 2"], "{}"],
    ["a folded header", ["X-A: b\r\n c: d"], ""],
    ["a bad chunk size", ["Transfer-Encoding: chunked"], "ZZ\r\n{}\r\n0\r\n\r\n"],
    ["chunked that is not last", ["Transfer-Encoding: chunked, gzip"], "0\r\n\r\n"],
    ["a bare line feed in a header", ["X-A: b\nTransfer-Encoding: chunked"], "0\r\n\r\n"],
  ])("%s", async (_, lines, body) => {
    const before = api.state();
    const head = ["POST /api/v1/pairings/redeem HTTP/1.1", own(), json, ...lines].join("\r\n");
    const answer = await sendRaw(api.port, `${head}\r\n\r\n${body}${smuggled()}`, 3_000);
    expect(answer.status).toBe(400);
    expect(answer.ended).not.toBe("timeout");
    expect(answer.body.toString()).not.toContain("removed");
    expect(api.state()).toEqual(before);
    expect(api.refusals()).toContain("request_malformed");
  });

  test.each(["/api/v1\\blocks", "/..\\..\\etc\\passwd"])(
    "a backslash in the path (%s) is answered, not left hanging",
    async (path) => {
      await expectRefused(api, get([own(), "Connection: close"], `GET ${path} HTTP/1.1`), 400, "request_malformed");
    },
  );

  test.each(["/%", "/%zz", "/api/v1/blocks/%ff", "/api/v1/blocks/%c0%af", `/${"a".repeat(8_000)}`])(
    "the odd path %s is not found",
    async (path) => {
      const answer = await sendRaw(api.port, get([own(), "Connection: close"], `GET ${path} HTTP/1.1`));
      expect([answer.status, answer.body.length < 1_000]).toEqual([404, true]);
    },
  );

  test("who leaves in the middle of a body is no failure of ours", async () => {
    const before = api.failures.length;
    for (const framing of ["Content-Length: 100", "Transfer-Encoding: chunked"]) {
      const socket = await connectTo(api.port);
      socket.write(get([own(), json, framing], "POST /api/v1/pairings/redeem HTTP/1.1"));
      socket.write(framing.startsWith("C") ? "{" : "1\r\n{\r\n");
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(api.failures.length).toBe(before);
  });

  test("CONNECT and TRACE are cut", async () => {
    for (const line of ["CONNECT example.com:443 HTTP/1.1", "TRACE /api/v1/blocks HTTP/1.1"]) {
      const answer = await sendRaw(api.port, get([own(), bearer()], line));
      expect([answer.status, answer.lines.join("")]).toEqual([0, ""]);
    }
    expect(api.refusals()).toEqual(["method_not_allowed", "method_not_allowed"]);
  });

  test("100-continue is not promised to a refused request", async () => {
    const answer = await sendRaw(
      api.port,
      get(["Host: evil", json, "Expect: 100-continue", "Content-Length: 2"], "POST /api/v1/shutdown HTTP/1.1"),
      3_000,
    );
    expect(answer.status).toBe(421);
  });

  test("headers without end are cut, and an endless body is not waited for", async () => {
    const big = await sendRaw(api.port, get([own(), `X-A: ${"a".repeat(100_000)}`]));
    expect(big.status).toBe(400);
    const socket = await connectTo(api.port);
    socket.write(get([own(), json, "Content-Length: 99999999999"], "POST /api/v1/pairings/redeem HTTP/1.1"));
    const answer = await readAnswer(socket, 5_000);
    expect(answer.status).toBe(413);
    expect(answer.ended).not.toBe("timeout");
  });
});

test("an attacker cannot fill the log: 400 refusals are counted, 20 a second are written down", async () => {
  const flooded = await startApi({ now: () => 5_000 });
  await Promise.all(Array.from({ length: 400 }, () => sendRaw(flooded.port, get(["Host: evil"]))));
  expect([flooded.api.refused(), flooded.refusals().length]).toEqual([400, 20]);
  await flooded.close();
});
