import { seedBlock, seedTurn } from "@aperture/aperture/api/testing/seed";
import type { BlocksPage } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StartedApi, startApi } from "../support/api/start-api.ts";

/** Hostile content and input that pass the gate: stored, shown and refused as data, never as anything else. */
const hostile = [
  "<script>fetch('/api/v1/shutdown',{method:'POST'})</script>",
  "<img src=x onerror=alert(1)>",
  "</textarea><svg/onload=alert(1)>",
  "\u001b]0;owned\u0007\u001b[2J\u001b[31m",
  '=HYPERLINK("http://evil.example")',
  "\u202e txt.exe \u2028 \u2029 \u0000",
  '{"__proto__":{"polluted":true}}',
  "'; DROP TABLE blocks; --",
  "data: injected\n\nid: 999\n\n",
];
/** No control character: what a terminal shows cannot move its cursor. */
const isPrintable = (text: string): boolean => [...text].every((character) => character >= " ");

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
  const { store } = api;
  const lane = store.lanes.ofSession(2)[0]!;
  seedTurn(
    store,
    lane,
    hostile.map((text) => seedBlock(store, lane, "tool_result", text, { toolName: "<b>Bash</b>" })),
  );
});
afterAll(() => api.close());

const get = (path: string) => fetch(`${api.origin}${path}`, { headers: { accept: "text/html" } });

describe("stored content", () => {
  test("comes as JSON that no browser takes for a document, character for character", async () => {
    const answer = await get("/api/v1/blocks");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    const text = await answer.text();
    expect((JSON.parse(text) as BlocksPage).blocks.map((block) => block.content)).toEqual(hostile);
    expect(isPrintable(text)).toBe(true);
  });

  test("an event cannot break out of its frame", async () => {
    api.store.events.append("request-opaque", { reason: "x\n\nid: 999\ndata: {}\r\n\r", dialect: null, bytes: 1 });
    const last = api.store.events.bounds().last;
    for await (const frame of api.client.events({ since: last - 1 })) {
      if (frame.type === "hello") continue;
      expect(frame).toMatchObject({ seq: last, data: { reason: "x\n\nid: 999\ndata: {}\r\n\r" } });
      break;
    }
  });
});

describe("hostile input", () => {
  test.each(hostile)(
    "%j as id, label, word and cursor is refused or not found, and comes back as JSON",
    async (text) => {
      const word = encodeURIComponent(text);
      for (const path of [
        `/blocks/${word}`,
        `/sessions/${word}`,
        `/sessions/${word}/turns`,
        `/blocks?session=${word}`,
        `/blocks?after=${word}`,
        `/blocks?role=${word}`,
        `/${word}`,
      ]) {
        const answer = await get(`/api/v1${path}`);
        const body = await answer.text();
        expect([400, 404, 422]).toContain(answer.status);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(isPrintable(body)).toBe(true);
      }
      const found = (await (await get(`/api/v1/blocks?q=${word}`)).json()) as BlocksPage;
      expect(found.total).toBeLessThanOrEqual(hostile.length);
      expect(api.store.blocks.countOfSession(1)).toBe(13);
    },
  );

  test("nothing reaches Object.prototype by query or body", async () => {
    for (const query of [
      "__proto__[polluted]=1",
      "__proto__=1&__proto__=2",
      "constructor[prototype][polluted]=1",
      "constructor=1&constructor=2",
      "toString=1&hasOwnProperty=2&valueOf=3",
      "session=first&__proto__.limit=1",
    ])
      expect((await get(`/api/v1/blocks?${query}`)).status).toBe(200);
    for (const body of [
      '{"__proto__":{"polluted":1},"code":"x"}',
      '{"constructor":{"prototype":{"polluted":1}},"code":"x"}',
      '{"code":"x","__proto__":null}',
    ]) {
      const answer = await fetch(`${api.origin}/api/v1/pairings/redeem`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(answer.status).toBe(401);
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("a search of many words over many blocks stays a search", async () => {
    const words = Array.from({ length: 240 }, (_, index) => `a${index % 10}`)
      .join(" ")
      .slice(0, 500);
    expect((await get(`/api/v1/blocks?scope=all&q=${encodeURIComponent(words)}`)).status).toBe(200);
  });

  test("a folder that is none, outside or a device is not registered", async () => {
    const put = (project: string) =>
      fetch(`${api.origin}/api/v1/runs`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${api.token}` },
        body: JSON.stringify({ label: "evil", project, agent: "x" }),
      });
    for (const project of ["../etc", "/etc/passwd", "/dev/null", "/tmp\u0000/x", "file:///tmp", "~", ""])
      expect((await put(project)).status).toBe(422);
    expect(api.store.runs.byLabel("evil")).toBeUndefined();
  });
});
