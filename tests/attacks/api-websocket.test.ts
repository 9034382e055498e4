import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectRefused } from "../support/api/expect-refused.ts";
import { openSocket } from "../support/api/open-socket.ts";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { sendRaw } from "../support/proxy/raw-client.ts";

let api: StartedApi;
let closed: StartedApi;
beforeAll(async () => {
  api = await startApi();
  closed = await startApi({ auth: "required" });
});
afterAll(async () => {
  await api.close();
  await closed.close();
});

const handshake = (lines: readonly string[], target = "/api/v1/events?since=0") =>
  `${[`GET ${target} HTTP/1.1`, ...lines, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="].join("\r\n")}\r\n\r\n`;
const own = (of = api) => `Host: 127.0.0.1:${of.port}`;

describe("handshakes that are refused", () => {
  test.each([
    ["a foreign origin", () => handshake([own(), "Origin: https://evil.example"]), 403, "origin_refused"],
    ["the null origin", () => handshake([own(), "Origin: null"]), 403, "origin_refused"],
    ["another port's page", () => handshake([own(), "Origin: http://localhost:3000"]), 403, "origin_refused"],
    [
      "a rebound name",
      () => handshake([`Host: evil.example:${api.port}`, `Origin: http://evil.example:${api.port}`]),
      421,
      "host_refused",
    ],
    ["no Host", () => handshake([]), 421, "host_refused"],
    ["absolute-form", () => handshake([own()], `http://127.0.0.1:${api.port}/api/v1/events`), 400, "target_refused"],
    ["forwarded", () => handshake([own(), "X-Forwarded-For: 10.0.0.1"]), 401, "forwarding_refused"],
    ["cross-site", () => handshake([own(), "Sec-Fetch-Site: cross-site"]), 403, "cross_site_refused"],
    ["a wrong token", () => handshake([own(), "Authorization: Bearer x"]), 401, "token_wrong"],
  ])("%s", async (_, text, status, code) => {
    await expectRefused(api, text(), status, code);
  });

  test("without the token where it is required; not in the query, not as a subprotocol", async () => {
    for (const text of [
      handshake([own(closed)]),
      handshake([own(closed)], `/api/v1/events?since=0&token=${closed.token}`),
      handshake([own(closed), `Sec-WebSocket-Protocol: aperture.token.${closed.token}`]),
    ])
      await expectRefused(closed, text, 401, "token_required");
  });

  test("other paths and bad places are told, not upgraded", async () => {
    expect((await sendRaw(api.port, handshake([own()], "/api/v1/blocks"))).status).toBe(404);
    expect((await sendRaw(api.port, handshake([own()], "/api/v1/events?since=-1"))).status).toBe(422);
    expect((await sendRaw(api.port, handshake([own()], "/api/v1/events?since=1&since=2"))).status).toBe(422);
  });

  test("h2c is ignored, not upgraded", async () => {
    const text = `GET /api/v1/health HTTP/1.1\r\n${own()}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`;
    expect((await sendRaw(api.port, text)).status).toBe(200);
  });
});

describe("a socket that misbehaves", () => {
  test("a message larger than 4 KB is answered with 1009", async () => {
    const socket = await openSocket(api.port, 0);
    socket.client.send("x".repeat(5_000));
    expect(await socket.ended).toBe(1009);
  });

  test("whatever it says changes nothing", async () => {
    const before = api.state();
    const socket = await openSocket(api.port, 0);
    for (const word of [
      "{",
      '{"type":"session-removed","data":{"sessionId":"session-1"}}',
      '{"__proto__":{"admin":true}}',
      "\u0000",
    ])
      socket.client.send(word);
    socket.client.send(new Uint8Array([0xff, 0xfe]));
    await socket.first;
    api.store.events.append("client-cancelled", { phase: "alive" });
    await socket.until((frame) => frame.type === "client-cancelled");
    socket.client.close();
    await socket.ended;
    expect({ ...(api.state() as object), events: 0 }).toEqual({ ...(before as object), events: 0 });
  });

  test("no compression is agreed to", async () => {
    const answer = await sendRaw(api.port, handshake([own(), "Sec-WebSocket-Extensions: permessage-deflate"]), 300);
    expect(answer.status).toBe(101);
    expect(answer.lines.join().toLowerCase()).not.toContain("permessage-deflate");
  });
});

test("our own page's socket is let in", async () => {
  for (const name of ["127.0.0.1", "localhost", "LOCALHOST"]) {
    const answer = await sendRaw(
      api.port,
      handshake([
        `Host: ${name}:${api.port}`,
        `Origin: http://${name.toLowerCase()}:${api.port}`,
        "Sec-Fetch-Site: same-origin",
      ]),
      300,
    );
    expect(answer.status).toBe(101);
  }
});
