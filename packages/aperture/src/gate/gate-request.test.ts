import { ApertureError } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import type { GateFacts } from "./gate-facts.ts";
import { gateRequest } from "./gate-request.ts";

const api = (headers: Record<string, string>, facts: Partial<GateFacts> = {}): GateFacts => ({
  kind: "api",
  port: 5401,
  method: "GET",
  target: "/api/v1/health",
  rawHeaders: Object.entries({ host: "127.0.0.1:5401", ...headers }).flat(),
  ...facts,
});
const proxy = (headers: Record<string, string>, facts: Partial<GateFacts> = {}): GateFacts => ({
  kind: "proxy",
  port: 5400,
  method: "POST",
  target: "/v1/messages",
  rawHeaders: Object.entries({ host: "127.0.0.1:5400", ...headers }).flat(),
  ...facts,
});
const codeOf = (facts: GateFacts) => gateRequest(facts)?.code ?? null;

describe("target", () => {
  test.each(["/", "/v1/messages?x=//y", "/s/a/v1//b", "/a%2fb", "/?u=http://x"])("%s passes", (target) => {
    expect(codeOf(proxy({}, { target }))).toBeNull();
  });
  test.each([
    "",
    "*",
    "//evil/x",
    "/\\evil",
    "/%2fevil",
    "/%5Cevil",
    "http://127.0.0.1:5400/",
    "v1",
    "\\x",
    "127.0.0.1:5400",
  ])("%s is refused", (target) => {
    expect(codeOf(proxy({}, { target }))).toBe("target_refused");
  });
});

describe("host", () => {
  test.each(["127.0.0.1:5400", "localhost:5400", "LOCALHOST:5400", "[::1]:5400"])("%s passes", (host) => {
    expect(codeOf(proxy({ host }))).toBeNull();
  });
  test.each([
    "127.0.0.1",
    "127.0.0.1:5401",
    "127.0.0.1:05400",
    "127.0.0.1:5400.",
    "127.0.0.1.nip.example:5400",
    "localhost.:5400",
    "localhost:5400 ",
    "evil.example",
    "evil.example:5400",
    "0.0.0.0:5400",
    "127.1:5400",
    "2130706433:5400",
    "0x7f.1:5400",
    "[::ffff:127.0.0.1]:5400",
    "[0:0:0:0:0:0:0:1]:5400",
    "user@localhost:5400",
    "localhost:5400@evil.example",
    "localhost:5400,evil.example",
    "",
  ])("%s is refused", (host) => {
    expect(codeOf(proxy({ host }))).toBe("host_refused");
  });
  test("none, and two equal ones, are refused", () => {
    expect(codeOf(proxy({}, { rawHeaders: [] }))).toBe("host_refused");
    expect(codeOf(proxy({}, { rawHeaders: ["Host", "localhost:5400", "hOST", "localhost:5400"] }))).toBe(
      "host_refused",
    );
  });
  test("a bare name passes where the port is HTTP's own", () => {
    expect(codeOf(proxy({ host: "localhost" }, { port: 80 }))).toBeNull();
    expect(codeOf(proxy({ host: "localhost:80" }, { port: 80 }))).toBeNull();
  });
  test("what the client wrote is quoted, short and printable", () => {
    const refusal = gateRequest(proxy({ host: `\u001b[31m"evil\\${"x".repeat(500)}` }));
    expect(refusal?.facts.host).toMatch(/^"\?\[31m\?evil\?x{20,80}…"$/);
  });
});

describe("browser headers", () => {
  test.each(["http://127.0.0.1:5401", "http://localhost:5401", "http://[::1]:5401"])(
    "own origin %s passes",
    (origin) => {
      expect(codeOf(api({ origin }))).toBeNull();
    },
  );
  test.each([
    "null",
    "",
    "https://127.0.0.1:5401",
    "http://127.0.0.1",
    "http://127.0.0.1:5400",
    "http://localhost:3000",
    "http://localhost:5401/",
    "http://localhost:5401 http://evil.example",
    "http://localhost:5401, http://evil.example",
    "HTTP://LOCALHOST:5401",
    "http://evil.example",
  ])("origin %s is refused", (origin) => {
    expect(codeOf(api({ origin }))).toBe("origin_refused");
  });
  test("two origins are refused, also equal ones", () => {
    const rawHeaders = ["host", "localhost:5401", "origin", "http://localhost:5401", "Origin", "http://localhost:5401"];
    expect(codeOf(api({}, { rawHeaders }))).toBe("origin_refused");
  });
  test.each(["cross-site", "same-site", "none", "", "SAME-ORIGIN", "same-origin, cross-site"])(
    "sec-fetch-site %s is refused",
    (site) => {
      expect(codeOf(api({ "sec-fetch-site": site }))).toBe("cross_site_refused");
      expect(codeOf(proxy({ "sec-fetch-site": site }))).toBe("cross_site_refused");
    },
  );
  test("same-origin passes, and node's fetch, which sends the mode alone", () => {
    expect(codeOf(api({ "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }))).toBeNull();
    expect(codeOf(proxy({ "sec-fetch-mode": "cors" }))).toBeNull();
  });
  test("a person opening the page passes on the API port alone, with GET alone", () => {
    const opens = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" };
    expect(codeOf(api(opens))).toBeNull();
    expect(codeOf(api(opens, { method: "POST" }))).toBe("cross_site_refused");
    expect(codeOf(proxy(opens, { method: "GET" }))).toBe("cross_site_refused");
    expect(codeOf(api({ ...opens, "sec-fetch-mode": "no-cors" }))).toBe("cross_site_refused");
  });
});

describe("forwarding", () => {
  const names = [
    "Forwarded",
    "Via",
    "X-Real-IP",
    "X-Forwarded-For",
    "x-forwarded-host",
    "X-FORWARDED-PROTO",
    "x-forwarded-",
  ];
  test.each(names)("%s is refused without the token", (name) => {
    expect(codeOf(proxy({ [name]: "1" }))).toBe("forwarding_refused");
    expect(codeOf(api({ [name]: "1" }, { token: { presented: false, valid: false } }))).toBe("forwarding_refused");
    expect(codeOf(api({ [name]: "1" }, { token: { presented: true, valid: true } }))).toBeNull();
  });
  test("names that only look like them pass", () => {
    expect(codeOf(proxy({ "x-forwarding": "1", "x-viable": "1", "x-real-ip-x": "1" }))).toBeNull();
  });
});

describe("json", () => {
  const write = (headers: Record<string, string>, method = "POST") =>
    codeOf(api({ "content-length": "2", ...headers }, { method }));
  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/merge-patch+json",
  ])("%s passes", (type) => {
    expect(write({ "content-type": type })).toBeNull();
  });
  test.each([
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "text/json",
    "application/json, text/plain",
    "",
  ])("%s is refused", (type) => {
    expect(write({ "content-type": type })).toBe("json_required");
  });
  test("curl's default type passes only without any browser header", () => {
    const curl = { "content-type": "application/x-www-form-urlencoded" };
    expect(write(curl)).toBeNull();
    expect(write({ ...curl, origin: "http://localhost:5401" })).toBe("json_required");
    expect(write({ ...curl, "sec-fetch-mode": "cors" })).toBe("json_required");
    expect(write({ ...curl, referer: "http://localhost:5401/" })).toBe("json_required");
  });
  test("a body without a type is refused, no body needs none, two types are refused", () => {
    expect(write({})).toBe("json_required");
    expect(codeOf(api({ "transfer-encoding": "chunked" }, { method: "PUT" }))).toBe("json_required");
    expect(write({ "content-length": "0" }, "DELETE")).toBeNull();
    expect(codeOf(api({}, { method: "DELETE" }))).toBeNull();
    const rawHeaders = ["host", "localhost:5401", "content-type", "application/json", "content-type", "text/plain"];
    expect(codeOf(api({}, { method: "POST", rawHeaders }))).toBe("json_required");
  });
  test("reads and the proxy port are not asked", () => {
    expect(codeOf(api({ "content-type": "text/plain" }))).toBeNull();
    expect(codeOf(proxy({ "content-type": "text/plain", "content-length": "3" }))).toBeNull();
  });
});

describe("token and peer", () => {
  const none = { presented: false, valid: false };
  const wrong = { presented: true, valid: false };
  const right = { presented: true, valid: true };
  test("roles", () => {
    expect(codeOf(api({}, { token: none, role: "local" }))).toBeNull();
    expect(codeOf(api({}, { token: none, role: "token" }))).toBe("token_required");
    expect(codeOf(api({}, { token: none, auth: "required" }))).toBe("token_required");
    expect(codeOf(api({}, { token: wrong, role: "local" }))).toBe("token_wrong");
    expect(codeOf(api({}, { token: right, role: "token", auth: "required" }))).toBeNull();
  });
  test("peers", () => {
    for (const peer of ["own", "root", "unknown"] as const) expect(codeOf(api({}, { token: none, peer }))).toBeNull();
    expect(codeOf(api({}, { token: none, peer: "other" }))).toBe("peer_refused");
    expect(codeOf(proxy({}, { peer: "other" }))).toBe("peer_refused");
    expect(codeOf(api({}, { token: right, peer: "other" }))).toBeNull();
  });
});

test("the first objection decides, and each is an error of the catalogue", () => {
  const bad = { host: "evil", origin: "null", "sec-fetch-site": "cross-site", via: "x" };
  expect(codeOf(proxy(bad, { target: "*" }))).toBe("target_refused");
  expect(codeOf(proxy(bad))).toBe("host_refused");
  expect(codeOf(proxy({ ...bad, host: "localhost:5400" }))).toBe("origin_refused");
  const refusal = gateRequest(proxy(bad));
  const error = new ApertureError(refusal!.code, refusal!.facts);
  expect([error.status, error.message]).toEqual([421, 'The Host header "evil" is not this server']);
});
