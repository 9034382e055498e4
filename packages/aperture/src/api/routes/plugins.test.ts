import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PluginManifest } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPluginSecrets } from "../../plugins/services/plugin-secrets.ts";
import { createMemoryPlugins, type MemoryPlugins } from "../../plugins/testing/memory-plugins.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
let host: MemoryPlugins;
let folder = "";
const start = (options: Parameters<typeof createTestApi>[0] = {}) => {
  host = createMemoryPlugins();
  aperture = createTestApi({ plugins: host, pluginSecrets: createPluginSecrets(folder), ...options });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aperture-secrets-"));
  start();
});
afterEach(async () => {
  await aperture.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  more: { owner?: boolean; key?: string } = {},
): Promise<Answer> {
  const answer = await aperture.api.app.request(`/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(more.owner === false ? {} : { authorization: `Bearer ${aperture.token}` }),
      ...(more.key === undefined ? {} : { "idempotency-key": more.key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const replayed = answer.headers.get("idempotency-replayed") === "true";
  return { status: answer.status, replayed, body: (await answer.json()) as Record<string, unknown> };
}
const stranger = { owner: false };

const guarded: PluginManifest["stages"] = [
  { at: "before_emit", order: "normal", number: 0, before: [], after: [], deadlineMs: 50, onError: "block" },
];

describe("reading", () => {
  test("all, one, and the graph", async () => {
    expect((await ask("GET", "/plugins")).body).toEqual({ safeMode: false, trouble: null, plugins: [] });
    host.add({ name: "tidy" });
    expect((await ask("GET", "/plugins", undefined, stranger)).body).toMatchObject({ plugins: [{ id: "tidy" }] });
    expect((await ask("GET", "/plugins/tidy")).body).toMatchObject({ id: "tidy", state: "running" });
    expect((await ask("GET", "/plugins/graph")).body).toEqual({ slots: [] });
  });

  test("a plugin that is not there is told with the one that may be meant", async () => {
    host.add({ name: "tidy" });
    expect((await ask("GET", "/plugins/tidi")).body).toMatchObject({
      code: "plugin_not_found",
      detail: "There is no plugin tidi. Did you mean tidy?",
    });
    expect((await ask("POST", "/plugins/zebra/enable")).body).toMatchObject({ detail: "There is no plugin zebra" });
  });

  test("the log, newest last, with times that people read", async () => {
    host.add({ name: "tidy" });
    for (const [at, message] of [
      [1_000, "one"],
      [2_000, "two"],
    ] as const)
      host.lines.push({ at, level: "info", message });
    expect((await ask("GET", "/plugins/tidy/logs?limit=1")).body).toEqual({
      lines: [{ at: "1970-01-01T00:00:02.000Z", level: "info", message: "two" }],
    });
    expect((await ask("GET", "/plugins/tidy/logs?limit=0")).status).toBe(422);
  });
});

describe("installing", () => {
  test("is shown, granted, and once under one key", async () => {
    host.offered = { name: "tidy", permissions: { panel: true } };
    expect((await ask("POST", "/plugins/inspect", { path: "/tmp/tidy" })).body).toMatchObject({
      manifest: { name: "tidy" },
      capabilities: [{ capability: "panel", isNew: true }],
    });
    expect(host.calls).toEqual([]);
    const input = { path: "/tmp/tidy", grant: "all" };
    const first = await ask("POST", "/plugins", input, { key: "key-1" });
    const again = await ask("POST", "/plugins", input, { key: "key-1" });
    expect([first.status, again.status, again.replayed]).toEqual([200, 200, true]);
    expect(again.body).toEqual(first.body);
    expect(host.calls).toEqual(["install /tmp/tidy"]);
  });

  test.each([
    [{ grant: "all" }, "/path"],
    [{ path: "/a", archive: "AAAA", grant: "all" }, "/path"],
    [{ path: "tidy", grant: "all" }, "/path"],
    [{ path: "/tmp/a\u0000b", grant: "all" }, "/path"],
    [{ archive: "no base64!", grant: "all" }, "/archive"],
    [{ path: "/tmp/tidy" }, "/grant"],
    [{ path: "/tmp/tidy", grant: "everything" }, "/grant"],
    [{ path: "/tmp/tidy", grant: "all", trsut: true }, "/trsut"],
  ])("%j is refused at %s", async (input, pointer) => {
    expect(await ask("POST", "/plugins", input)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(host.calls).toEqual([]);
  });

  test("is set up, narrowed and removed", async () => {
    host.add({ name: "tidy" });
    expect((await ask("PATCH", "/plugins/tidy", { config: { limit: 3 } })).body).toMatchObject({
      config: { limit: 3 },
    });
    const narrow = { project: "shop", without: ["panel"] };
    expect((await ask("PATCH", "/plugins/tidy", { narrow })).body).toMatchObject({
      errors: [{ pointer: "/narrow/project" }],
    });
    await ask("PATCH", "/plugins/tidy", { narrow: { project: "/work/other/../shop/", without: ["panel"] } });
    expect((await ask("DELETE", "/plugins/tidy?purge=true")).body).toEqual({
      removed: "tidy",
      purged: true,
      undone: 2,
    });
    expect((await ask("DELETE", "/plugins/tidy")).status).toBe(404);
    expect(host.calls).toEqual(["update tidy", "update tidy in /work/shop", "remove tidy purge"]);
  });
});

describe("on, off and back", () => {
  test.each(["enable", "disable", "release", "reload"])("%s", async (word) => {
    host.add({ name: "tidy" });
    expect((await ask("POST", `/plugins/tidy/${word}`, {})).body).toMatchObject({ id: "tidy" });
    expect(host.calls).toEqual([`${word} tidy`]);
  });

  test("undo says how much, and is refused in the mode observe", async () => {
    host.add({ name: "tidy" });
    expect((await ask("POST", "/plugins/tidy/undo", {}, stranger)).body).toEqual({ undone: 3 });
    await ask("POST", "/plugins/tidy/undo", { apply: "now" });
    expect(host.calls).toEqual(["undo tidy when-free", "undo tidy now"]);
    await aperture.close();
    start({ mode: "observe" });
    host.add({ name: "tidy" });
    expect((await ask("POST", "/plugins/tidy/undo", {})).body).toMatchObject({ code: "mode_observe" });
  });

  test("whoever is here may turn one off, but not one that protects, nor take back what it redacted", async () => {
    host.add({ name: "tidy" });
    host.add({ name: "shield", stages: guarded });
    host.add({ name: "mask", permissions: { blocks: { read: "content", write: ["redact"] } } });
    expect((await ask("POST", "/plugins/tidy/disable", {}, stranger)).status).toBe(200);
    expect((await ask("POST", "/plugins/shield/disable", {}, stranger)).body).toMatchObject({ code: "token_required" });
    expect((await ask("POST", "/plugins/mask/undo", {}, stranger)).body).toMatchObject({ code: "token_required" });
    expect(host.calls).toEqual(["disable tidy"]);
    expect((await ask("POST", "/plugins/shield/disable", {})).status).toBe(200);
  });

  test("bisect", async () => {
    host.add({ name: "a" });
    host.add({ name: "b" });
    expect((await ask("POST", "/plugins/bisect", { step: "good" })).body).toMatchObject({ code: "bisect_impossible" });
    expect((await ask("POST", "/plugins/bisect", { step: "start" })).body).toMatchObject({ on: ["a"], off: ["b"] });
    expect((await ask("POST", "/plugins/bisect", { step: "bad" })).body).toMatchObject({
      state: "found",
      culprit: "a",
    });
    expect((await ask("POST", "/plugins/bisect", { step: "maybe" })).body).toMatchObject({
      errors: [{ pointer: "/step" }],
    });
  });
});

describe("panel and actions", () => {
  test("a panel, or why there is none; an action with its input", async () => {
    host.add({ name: "tidy" });
    host.answers.panel = { panel: { nodes: [{ kind: "heading", text: "<b>Hi</b>" }] }, trouble: null };
    expect((await ask("GET", "/plugins/tidy/panel", undefined, stranger)).body).toEqual(host.answers.panel);
    expect((await ask("POST", "/plugins/tidy/actions/run", { input: { n: 1 } }, stranger)).body).toEqual({
      result: { done: "run" },
    });
    expect(host.calls).toEqual(['action tidy run {"n":1}']);
    expect((await ask("POST", "/plugins/tidy/actions/a%2Fb", {})).body).toMatchObject({
      errors: [{ parameter: "name" }],
    });
  });

  test("one that runs in-process takes the token; what it answers is not kept", async () => {
    host.add({ name: "tidy", runtime: "native" }, { trusted: true });
    expect((await ask("POST", "/plugins/tidy/actions/run", {}, stranger)).status).toBe(401);
    expect((await ask("POST", "/plugins/tidy/actions/run", {}, { key: "key-1" })).body).toMatchObject({
      code: "idempotency_unsupported",
    });
    expect(host.calls).toEqual([]);
    expect((await ask("POST", "/plugins/tidy/actions/run", {})).status).toBe(200);
  });
});

describe("secrets", () => {
  test("are stored, told by name and forgotten; what it does not ask for is no secret of its", async () => {
    host.add({ name: "tidy", permissions: { secrets: ["API_KEY", "USER_NAME"] } });
    expect((await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value: "hunter2" })).body).toEqual({
      secrets: [
        { name: "API_KEY", set: true },
        { name: "USER_NAME", set: false },
      ],
    });
    expect((await ask("PUT", "/plugins/tidy/secrets/API_KEI", { value: "hunter2" })).body).toMatchObject({
      code: "secret_unknown",
      detail: "tidy asks for no secret API_KEI. Did you mean API_KEY?",
    });
    expect((await ask("PUT", "/plugins/tidy/secrets/hunter2", { value: "API_KEY" })).body).not.toMatchObject({
      detail: expect.stringContaining("hunter2"),
    });
    expect((await ask("DELETE", "/plugins/tidy/secrets/API_KEY")).body).toMatchObject({
      secrets: [{ set: false }, {}],
    });
    expect((await ask("PUT", "/plugins/tidy/secrets/API_KEY", { value: "" })).status).toBe(422);
  });
});

describe("what a plugin answers itself", () => {
  const get = (path: string) => aperture.api.app.request(`/api/v1/plugins/tidy/http${path}`);
  beforeEach(() => host.add({ name: "tidy" }));

  test("gets the path behind its own and the query, and is passed on by status, type and body", async () => {
    host.answers.serve = { status: 404, headers: { "content-type": "application/json" }, body: '{"a":1}' };
    const answer = await get("/figures/a%2Fb?from=1&from=2");
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      404,
      "application/json",
      '{"a":1}',
    ]);
    expect(host.served).toEqual([{ id: "tidy", path: "/figures/a%2Fb", query: { from: "2" } }]);
    await get("");
    expect(host.served.at(-1)).toEqual({ id: "tidy", path: "/", query: {} });
  });

  test.each([
    "text/html",
    "text/html; charset=utf-8",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/javascript",
    "text/css",
    "application/pdf",
    "",
    "x",
  ])("%j is told as plain text", async (type) => {
    host.answers.serve = { status: 200, headers: { "content-type": type, "set-cookie": "a=b" }, body: "<script>" };
    const answer = await get("/");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test.each([
    "text/plain; version=0.0.4; charset=utf-8",
    "application/openmetrics-text",
    "text/csv",
    "application/ld+json",
  ])("%j stays", async (type) => {
    host.answers.serve = { status: 200, headers: { "content-type": type }, body: "x" };
    expect((await get("/")).headers.get("content-type")).toBe(type);
  });

  test.each([301, 302, 307, 204, 101, 999])("the status %i is a bad answer", async (status) => {
    host.answers.serve = { status, headers: { location: "http://evil.example/" }, body: "" };
    const answer = await get("/");
    expect(answer.status).toBe(502);
    expect(answer.headers.get("location")).toBeNull();
    expect(await answer.json()).toMatchObject({ code: "plugin_bad_answer" });
  });
});
