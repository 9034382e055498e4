import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadPage } from "../page.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let directory: string;
let aperture: TestApi;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "aperture-page-"));
  mkdirSync(join(directory, "assets"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>Aperture</title>");
  writeFileSync(join(directory, "assets/index-AbC123.js"), "export {};");
  writeFileSync(join(directory, "assets/index-AbC123.js.map"), "{}");
  writeFileSync(join(directory, "aperture.svg"), "<svg/>");
  writeFileSync(join(directory, "secret.key"), "no");
  symlinkSync("/etc/hostname", join(directory, "link.txt"));
  aperture = createTestApi({ page: loadPage(directory) });
});
afterAll(async () => {
  await aperture.close();
  rmSync(directory, { recursive: true, force: true });
});

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const get = (path: string, headers: Record<string, string> = {}) => aperture.api.app.request(path, { headers });

test("the page is served with a policy that lets nothing in from outside", async () => {
  const answer = await get("/", html);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const policy = answer.headers.get("content-security-policy")!;
  for (const part of [
    "default-src 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ])
    expect(policy).toContain(part);
  expect(policy).not.toMatch(/unsafe|\*|data:|http/);
  expect(answer.headers.get("cache-control")).toBe("no-cache");
});

test("every state of the page is a URL: paths that ask for HTML get the index", async () => {
  for (const path of ["/sessions/session-1", "/a/b/c?x=1", "/index.html"])
    expect([path, await (await get(path, html)).text()]).toEqual([path, "<!doctype html><title>Aperture</title>"]);
  expect((await get("/favicon.ico")).status).toBe(404);
  expect((await get("/api/v1/nothing", html)).status).toBe(404);
  expect((await get("/api", html)).headers.get("content-type")).toBe("application/problem+json");
});

test("hashed assets are kept for ever, others are asked for again by their tag", async () => {
  const script = await get("/assets/index-AbC123.js");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const picture = await get("/aperture.svg");
  const again = await get("/aperture.svg", { "if-none-match": picture.headers.get("etag")! });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test.each([
  "/secret.key",
  "/link.txt",
  "/assets/index-AbC123.js.map",
  "/assets/../secret.key",
  "/assets/%2e%2e/secret.key",
  "/..%2f..%2fetc/passwd",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/assets/..\\secret.key",
  "/etc/passwd",
  "/assets",
  "/assets/",
  "/__proto__",
  "/constructor",
])("%s is not there", async (path) => {
  expect((await get(path)).status).toBe(404);
});

test("an unbuilt page says how to build it", async () => {
  expect(loadPage(join(directory, "assets"))).toBeNull();
  expect(loadPage(join(directory, "nowhere"))).toBeNull();
  const bare = createTestApi();
  const answer = await bare.api.app.request("/", { headers: html });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/plain; charset=UTF-8"]);
  expect(await answer.text()).toContain("make build");
  await bare.close();
});
