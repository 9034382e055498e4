import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Health, type Problem } from "@aperture/sdk";
import { afterEach, expect, test } from "vitest";
import { verifyServer } from "../proof.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi | undefined;
afterEach(async () => {
  await aperture?.close();
  aperture = undefined;
});
const open = (options: Parameters<typeof createTestApi>[0] = {}) => {
  aperture = createTestApi(options);
  return aperture;
};
const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) => ({
  method: "POST",
  headers,
  body,
});

test("health is what the program says", async () => {
  const { api } = open();
  expect(Health.parse(await (await api.app.request("/api/v1/health")).json()).ports).toEqual({
    proxy: 5400,
    api: 5401,
  });
});

test("the proof convinces whoever has the token, on this port only", async () => {
  const { api, token } = open({ config: { apiPort: 5_401, auth: "required", home: "", mode: "manual" } });
  const ask: typeof fetch = async (input) => api.app.request(String(input).replace(/^http:\/\/[^/]+/, ""));
  expect(await verifyServer("http://127.0.0.1:5401", token, ask)).toBe(true);
  expect(await verifyServer("http://127.0.0.1:5402", token, ask)).toBe(false);
  expect(await verifyServer("http://127.0.0.1:5401", "x".repeat(43), ask)).toBe(false);
});

test.each(["", "?nonce=short", `?nonce=${"a".repeat(129)}`, "?nonce=aaaaaaaaaaaaaaaaaaaa%0a5401"])(
  "no proof for the nonce %j",
  async (query) => {
    const answer = await open().api.app.request(`/api/v1/proof${query}`);
    expect([answer.status, ((await answer.json()) as Problem).errors?.[0]?.parameter]).toEqual([422, "nonce"]);
  },
);

test("shutdown needs the token and is asked for once, after the answer", async () => {
  const { api, withToken, shutdowns } = open();
  expect((await api.app.request("/api/v1/shutdown", post("{}"))).status).toBe(401);
  await new Promise((resolve) => setImmediate(resolve));
  expect(shutdowns()).toBe(0);
  const answer = await withToken("/api/v1/shutdown", { method: "POST" });
  expect([await answer.json(), shutdowns()]).toEqual([{ stopping: true }, 0]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(shutdowns()).toBe(1);
});

test("a run registers its folder under its label", async () => {
  const { store, home, withToken } = open();
  const project = join(home, "work");
  mkdirSync(project);
  const run = { label: "run-1.a_B", project: `${project}/`, agent: "claude" };
  expect(await (await withToken("/api/v1/runs", post(JSON.stringify(run)))).json()).toEqual({ label: "run-1.a_B" });
  expect(store.runs.byLabel("run-1.a_B")).toMatchObject({ project, agent: "claude", at: 1_700_000_000_000 });
});

test.each([
  [{ label: "../x", project: "/tmp", agent: "a" }, "/label"],
  [{ label: "a", project: "tmp", agent: "a" }, "/project"],
  [{ label: "a", project: "/tmp" }, "/agent"],
  [{ label: "a".repeat(65), project: "/tmp", agent: "a" }, "/label"],
])("the run %j is refused at %s", async (run, pointer) => {
  const { withToken, store } = open();
  const problem = (await (await withToken("/api/v1/runs", post(JSON.stringify(run)))).json()) as Problem;
  expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  expect(store.runs.byLabel(run.label)).toBeUndefined();
});

test("auth: required asks for the token on every read, and leaves proof, pairing and pages open", async () => {
  const { api, withToken } = open({ auth: "required" });
  for (const path of [
    "/health",
    "/sessions",
    "/sessions/session-1",
    "/sessions/x/turns",
    "/blocks",
    "/blocks/block-1",
    "/events",
  ])
    expect([path, (await api.app.request(`/api/v1${path}`)).status]).toEqual([path, 401]);
  expect((await withToken("/api/v1/health")).status).toBe(200);
  for (const path of ["/openapi.json", "/docs", `/api/v1/proof?nonce=${"n".repeat(20)}`])
    expect([path, (await api.app.request(path)).status]).toEqual([path, 200]);
  expect((await api.app.request("/api/v1/pairings/redeem", post('{"code":"x"}'))).status).toBe(401);
});

test("a wrong token is refused even where none is needed", async () => {
  const { api, store } = open();
  for (const authorization of ["Bearer wrong", "Basic eDp5", "Bearer"]) {
    const answer = await api.app.request("/api/v1/health", { headers: { authorization } });
    expect(((await answer.json()) as Problem).code).toBe("token_wrong");
  }
  expect(store.events.bounds().last).toBe(3);
});

test("curl's default type counts when the body parses, and only then", async () => {
  const { withToken } = open();
  const curl = { "content-type": "application/x-www-form-urlencoded" };
  const tried = await withToken("/api/v1/pairings", post('{"a":1}', curl));
  expect(tried.status).toBe(200);
  const form = await withToken("/api/v1/pairings", post("a=1&b=2", curl));
  expect([form.status, ((await form.json()) as Problem).code]).toEqual([415, "json_required"]);
});

test.each([
  ["{", 422],
  ["{'a':1}", 422],
  ["NaN", 422],
  ["\ufeff{", 422],
  ["[]", 422],
  ["null", 422],
  ["", 422],
  [`${"[".repeat(400_000)}${"]".repeat(400_000)}`, 422],
  [`{"x":"${"y".repeat(1_048_577)}"}`, 413],
])("a body that is no run is %#: told, not crashed on", async (body, status) => {
  const { withToken, failures } = open();
  const answer = await withToken("/api/v1/runs", post(body));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  expect(failures).toEqual([]);
});

test("invalid UTF-8 is refused rather than repaired", async () => {
  const { withToken } = open();
  const bytes = new Uint8Array([...Buffer.from('{"label":"a'), 0xff, ...Buffer.from('"}')]);
  const answer = await withToken("/api/v1/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: bytes,
  });
  expect(((await answer.json()) as Problem).detail).toBe("The body is not valid JSON in UTF-8");
});

test("unknown paths and methods say what there is", async () => {
  const { api } = open();
  const unknown = (await (await api.app.request("/api/v1/blokcs")).json()) as Problem;
  expect([unknown.status, unknown.code]).toEqual([404, "route_unknown"]);
  const wrong = await api.app.request("/api/v1/sessions/session-1", { method: "PATCH" });
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "DELETE, GET, HEAD, OPTIONS"]);
  const options = await api.app.request("/api/v1/runs", { method: "OPTIONS" });
  expect([options.status, options.headers.get("allow")]).toEqual([204, "OPTIONS, POST"]);
  const head = await api.app.request("/api/v1/health", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("no answer ever carries a CORS header or a cookie; every one forbids sniffing", async () => {
  const { api, withToken } = open();
  const answers = [
    await api.app.request("/api/v1/health", { method: "OPTIONS" }),
    await api.app.request("/api/v1/nothing"),
    await api.app.request("/"),
    await api.app.request("/docs"),
    await withToken("/api/v1/pairings", { method: "POST" }),
  ];
  for (const { headers } of answers) {
    expect([...headers.keys()].filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  }
});

test("a failure of ours names no more than its kind; the log gets it whole", async () => {
  const secret = new TypeError("the secret is sk-12345");
  const { api, failures } = open({
    health: () => {
      throw secret;
    },
  });
  const answer = await api.app.request("/api/v1/health");
  const text = await answer.text();
  expect([answer.status, text.includes("sk-12345"), text.includes("TypeError")]).toEqual([500, false, true]);
  expect(failures).toEqual([secret]);
});
