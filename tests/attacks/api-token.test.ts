import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyServer } from "@aperture/aperture/api/proof";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectRefused } from "../support/api/expect-refused.ts";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { sendRaw } from "../support/proxy/raw-client.ts";

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const text = (line: string, headers: readonly string[], body = "") =>
  `${[line, `Host: 127.0.0.1:${api.port}`, ...headers].join("\r\n")}\r\n\r\n${body}`;
const shutdown = (headers: readonly string[]) =>
  text("POST /api/v1/shutdown HTTP/1.1", [...headers, "Content-Length: 0"]);

describe("what is no token", () => {
  test.each([
    ["another one", () => `Bearer ${"A".repeat(43)}`],
    ["one character off", () => `Bearer ${api.token.slice(0, -1)}${api.token.endsWith("A") ? "B" : "A"}`],
    ["its beginning", () => `Bearer ${api.token.slice(0, 42)}`],
    ["more behind it", () => `Bearer ${api.token}x`],
    ["twice", () => `Bearer ${api.token}, Bearer ${api.token}`],
    ["quoted", () => `Bearer "${api.token}"`],
    ["Basic", () => `Basic ${Buffer.from(`x:${api.token}`).toString("base64")}`],
    ["bare", () => api.token],
    ["empty", () => "Bearer"],
    ["long", () => `Bearer ${"A".repeat(10_000)}`],
    ["undefined", () => "Bearer undefined"],
    ["its digest", () => `Bearer ${Buffer.from(api.token).toString("hex")}`],
  ])("%s", async (_, authorization) => {
    await expectRefused(api, shutdown([`Authorization: ${authorization()}`]), 401, "token_wrong");
  });

  test("two headers, the first one right", async () => {
    const headers = [`Authorization: Bearer ${api.token}`, "Authorization: Bearer x"];
    await expectRefused(api, shutdown(headers), 401, "token_wrong");
  });

  test("a wrong one on a read as well", async () => {
    await expectRefused(api, text("GET /api/v1/health HTTP/1.1", ["Authorization: Bearer x"]), 401, "token_wrong");
  });
});

describe("places a token is not read from", () => {
  test.each([
    [
      "the query",
      () =>
        text(`POST /api/v1/shutdown?token=${api.token}&access_token=${api.token} HTTP/1.1`, [
          "Content-Length: 0",
          "Connection: close",
        ]),
    ],
    ["a cookie", () => shutdown([`Cookie: token=${api.token}; aperture=${api.token}`, "Connection: close"])],
    [
      "another header",
      () => shutdown([`X-Api-Key: ${api.token}`, `X-Aperture-Token: ${api.token}`, "Connection: close"]),
    ],
    ["Proxy-Authorization", () => shutdown([`Proxy-Authorization: Bearer ${api.token}`, "Connection: close"])],
    [
      "the body",
      () => {
        const body = JSON.stringify({ token: api.token, authorization: `Bearer ${api.token}` });
        return text(
          "POST /api/v1/shutdown HTTP/1.1",
          ["Content-Type: application/json", `Content-Length: ${body.length}`, "Connection: close"],
          body,
        );
      },
    ],
  ])("%s", async (_, request) => {
    await expectRefused(api, request(), 401, "token_required");
  });
});

test("every operation that changes what is kept or runs asks for it, before it looks at anything else", async () => {
  for (const line of [
    "DELETE /api/v1/sessions/first",
    "DELETE /api/v1/sessions/nobody",
    "PUT /api/v1/sessions/first/project",
    "POST /api/v1/runs",
    "POST /api/v1/pairings",
    "POST /api/v1/shutdown",
  ])
    await expectRefused(
      api,
      text(`${line} HTTP/1.1`, ["Content-Type: application/json", "Content-Length: 5", "Connection: close"], "{bad}"),
      401,
      "token_required",
    );
});

test("guessing gains nothing: no wrong token is answered differently from another", async () => {
  const answers = new Set<string>();
  for (let index = 0; index < (process.env.APERTURE_DEEP === "1" ? 2_000 : 100); index++) {
    const guess = api.token.slice(0, index % 43).padEnd(43, "A");
    if (guess === api.token) continue;
    const answer = await fetch(`${api.origin}/api/v1/pairings`, {
      method: "POST",
      headers: { authorization: `Bearer ${guess}` },
    });
    answers.add(`${answer.status} ${await answer.text()}`);
  }
  expect(answers.size).toBe(1);
});

test("a stranger on the port is not given the token", async () => {
  const asked: string[] = [];
  const stranger: typeof fetch = async (input, init) => {
    asked.push(`${input} ${JSON.stringify(init)}`);
    return Response.json({ proof: "A".repeat(43), status: "ok" });
  };
  expect(await verifyServer(api.origin, api.token, stranger)).toBe(false);
  expect(asked.join()).not.toContain(api.token);
  expect(await verifyServer(api.origin, api.token)).toBe(true);
});

test("a squatter on another port cannot borrow the real server's proof", async () => {
  const relay: typeof fetch = (input, init) => fetch(String(input).replace(":9999", `:${api.port}`), init);
  expect(await verifyServer("http://127.0.0.1:9999", api.token, relay)).toBe(false);
});

test("the token is in no stored byte and no event, whatever was tried with it", async () => {
  await sendRaw(api.port, text(`GET /api/v1/blocks?token=${api.token} HTTP/1.1`, ["Connection: close"]));
  await sendRaw(api.port, text(`GET /api/v1/sessions/${api.token} HTTP/1.1`, ["Connection: close"]));
  await sendRaw(api.port, `GET / HTTP/1.1\r\nHost: ${api.token}\r\n\r\n`);
  await api.client.createPairing();
  for (const name of readdirSync(api.home)) {
    if (name === "token") continue;
    expect([name, readFileSync(join(api.home, name)).includes(api.token)]).toEqual([name, false]);
  }
  expect(JSON.stringify(api.store.events.since(0, 10_000))).not.toContain(api.token);
});
