import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryPlugins, type MemoryPlugins } from "../../plugins/testing/memory-plugins.ts";
import { createMemoryDistribution, type MemoryDistribution } from "../testing/memory-distribution.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
let host: MemoryPlugins;
let distribution: MemoryDistribution;
beforeEach(() => {
  host = createMemoryPlugins();
  distribution = createMemoryDistribution(host);
  aperture = createTestApi({ plugins: host, distribution });
});
afterEach(() => aperture.close());

interface Asked {
  readonly owner?: boolean;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

async function ask(method: string, path: string, body?: unknown, { owner = true, key, signal }: Asked = {}) {
  const answer = await aperture.api.app.request(`/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(owner ? { authorization: `Bearer ${aperture.token}` } : {}),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const stranger = { owner: false };

describe("updates", () => {
  test("are told to whoever is here; asking the registries takes the token", async () => {
    expect((await ask("GET", "/plugins/updates", undefined, stranger)).body).toMatchObject({ policy: "notify" });
    expect((await ask("POST", "/plugins/updates/check", {}, stranger)).status).toBe(401);
    expect((await ask("POST", "/plugins/updates/check")).body).toMatchObject({ checkedAt: "2026-01-02T03:04:05.000Z" });
    expect(distribution.calls).toEqual(["check"]);
  });

  test("one is started with everything that was said", async () => {
    host.add({ name: "tidy" });
    expect((await ask("POST", "/plugins/tidy/update", {}, stranger)).status).toBe(401);
    expect((await ask("POST", "/plugins/tidi/update", {})).body).toMatchObject({ code: "plugin_not_found" });
    const answer = await ask("POST", "/plugins/tidy/update", { version: "1.1.0", grant: ["panel"], shadow: 5 });
    expect(answer.body).toMatchObject({ plugin: "tidy", phase: "watching" });
    expect(JSON.parse(distribution.calls[0]?.replace("update tidy ", "") ?? "")).toEqual({
      version: "1.1.0",
      grant: ["panel"],
      acceptPublisher: false,
      skipCooldown: false,
      shadow: 5,
      force: false,
      dryRun: false,
    });
  });

  test.each([
    [{ spec: "./tidy" }, "/spec"],
    [{ spec: "~/tidy" }, "/spec"],
    [{ spec: "file:../tidy" }, "/spec"],
    [{ spec: "tidy\u0000" }, "/spec"],
    [{ shadow: -1 }, "/shadow"],
    [{ skipCoolDown: true }, "/skipCoolDown"],
  ])("%j is refused", async (body, pointer) => {
    host.add({ name: "tidy" });
    expect(await ask("POST", "/plugins/tidy/update", body)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
    expect(distribution.calls).toEqual([]);
  });

  test("one that nobody waits for any more is told so", async () => {
    host.add({ name: "tidy" });
    distribution.isSlow = true;
    const leaving = new AbortController();
    const asked = ask("POST", "/plugins/tidy/update", {}, { signal: leaving.signal });
    await expect.poll(() => distribution.calls).toHaveLength(1);
    leaving.abort();
    await asked;
    expect(distribution.calls[1]).toBe("given up");
    expect(aperture.failures).toEqual([]);
  });
});

describe("versions", () => {
  test("the one before comes back by the owner, once under a key", async () => {
    host.add({ name: "tidy" }, { previous: "0.9.0" });
    expect((await ask("POST", "/plugins/tidy/rollback", {}, stranger)).status).toBe(401);
    for (const _ of [1, 2])
      expect((await ask("POST", "/plugins/tidy/rollback", {}, { key: "once" })).body).toMatchObject({ id: "tidy" });
    await ask("POST", "/plugins/tidy/rollback", { force: true });
    expect(distribution.calls).toEqual(["rollback tidy", "rollback tidy by force"]);
    host.add({ name: "new-one" });
    expect(await ask("POST", "/plugins/new-one/rollback", {})).toMatchObject({
      status: 409,
      body: { code: "plugin_no_previous" },
    });
  });

  test("it stays where it is, and moves again", async () => {
    host.add({ name: "tidy" });
    expect((await ask("POST", "/plugins/tidy/pin", { pinned: true }, stranger)).status).toBe(401);
    expect((await ask("POST", "/plugins/tidy/pin", {})).status).toBe(422);
    expect((await ask("POST", "/plugins/tidy/pin", { pinned: true })).body).toMatchObject({ pinned: true });
    expect((await ask("POST", "/plugins/tidy/pin", { pinned: false })).body).toMatchObject({ pinned: false });
  });

  test("what is installed is held against what is known", async () => {
    host.add({ name: "tidy" });
    expect((await ask("GET", "/plugins/audit", undefined, stranger)).body).toEqual({ findings: [], checked: 1 });
  });
});

describe("sources", () => {
  test("known registries are searched by whoever is here, any address by the owner alone", async () => {
    expect((await ask("GET", "/plugins/search?q=old%20tests", undefined, stranger)).body).toMatchObject({
      troubles: [{ registry: "team" }],
    });
    expect((await ask("GET", "/plugins/search?registry=bundled", undefined, stranger)).status).toBe(200);
    const elsewhere = "/plugins/search?q=what-i-know&registry=http%3A%2F%2Fevil.example";
    expect((await ask("GET", elsewhere, undefined, stranger)).status).toBe(401);
    expect((await ask("GET", elsewhere)).status).toBe(200);
    expect(distribution.calls).toEqual([
      "search old tests -",
      "search  bundled",
      "search what-i-know http://evil.example",
    ]);
  });

  test("registries are added and removed by the owner", async () => {
    const root = "b".repeat(64);
    const team = { name: "team", url: "http://registry.example/", root };
    expect((await ask("GET", "/plugins/registries", undefined, stranger)).body).toMatchObject({
      registries: [{ name: "bundled" }],
    });
    expect((await ask("POST", "/plugins/registries", team, stranger)).status).toBe(401);
    expect((await ask("POST", "/plugins/registries", team)).body.registries).toMatchObject([{ name: "bundled" }, team]);
    expect((await ask("DELETE", "/plugins/registries/team", undefined, stranger)).status).toBe(401);
    expect((await ask("DELETE", "/plugins/registries/taem")).body).toMatchObject({
      code: "not_found",
      detail: "There is no registry taem. Did you mean team?",
    });
    expect((await ask("DELETE", "/plugins/registries/team")).body.registries).toHaveLength(1);
  });

  test.each([
    [{ name: "team", url: "http://registry.example/" }, "/root"],
    [{ name: "team", url: "registry", root: "b".repeat(64) }, "/url"],
    [{ name: "team", url: "javascript:alert(1)", root: "b".repeat(64) }, "/url"],
    [{ name: "Team", url: "/srv", root: "b".repeat(64) }, "/name"],
    [{ name: "team", url: "/srv", root: "short" }, "/root"],
  ])("%j is refused at %s", async (body, pointer) => {
    expect(await ask("POST", "/plugins/registries", body)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
    expect(distribution.known).toHaveLength(1);
  });

  test.each<[object, number]>([
    [{ spec: "tidy" }, 200],
    [{ spec: "tidy", registry: "bundled" }, 200],
    [{ spec: "tidy", path: "/tmp/tidy" }, 422],
    [{ path: "/tmp/tidy", registry: "bundled" }, 422],
    [{ spec: "./tidy" }, 422],
    [{}, 422],
  ])("inspecting %j: %i", async (source, status) => {
    expect((await ask("POST", "/plugins/inspect", source)).status).toBe(status);
  });
});
