import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
beforeAll(() => {
  aperture = createTestApi();
});
afterAll(() => aperture.close());

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { summary: string; security: object[]; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}
const read = async (): Promise<Document> =>
  (await (await aperture.api.app.request("/openapi.json")).json()) as Document;

test("the document is OpenAPI 3.1 and knows every operation that is routed", async () => {
  const { openapi, paths } = await read();
  expect(openapi).toBe("3.1.0");
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
  );
  const routed = aperture.api.app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/") && !path.endsWith("openapi.json"))
    .map(({ method, path }) => `${method} ${path.replace(/\*$/, ":path")}`);
  expect([...documented].sort()).toEqual([...new Set(routed)].sort());
  expect(documented.length).toBeGreaterThan(10);
});

test("every operation is under a heading of the reference, and no heading is empty", async () => {
  const document = (await (await aperture.api.app.request("/openapi.json")).json()) as {
    tags: { name: string }[];
    paths: Record<string, Record<string, { tags: string[] }>>;
  };
  const used = Object.values(document.paths).flatMap((methods) => Object.values(methods).flatMap(({ tags }) => tags));
  expect([...new Set(used)].sort()).toEqual(document.tags.map(({ name }) => name).sort());
  const page = await (await aperture.api.app.request("/docs")).text();
  for (const path of ["/api/v1/blocks/compress", "/api/v1/plugins/{id}/undo"]) expect(page).toContain(path);
});

test("every reference in it leads somewhere", async () => {
  const document = await read();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name!,
  );
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(["Block", "BlocksPage", "Session", "Turn", "Problem"]),
  );
});

test("operations that need the token say so", async () => {
  const { paths, components } = await read();
  expect(components.securitySchemes).toHaveProperty("token");
  const access = (path: string, method: string) => JSON.stringify(paths[path]?.[method]?.security);
  expect(access("/api/v1/shutdown", "post")).toBe('[{"token":[]}]');
  expect(access("/api/v1/blocks", "get")).toBe('[{},{"token":[]}]');
  expect(access("/api/v1/proof", "get")).toBe("[]");
});

test("the reference page needs nothing from outside and runs nothing", async () => {
  const answer = await aperture.api.app.request("/docs");
  const page = await answer.text();
  expect(answer.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  for (const part of ["event-turn-recorded", "GET", "Stopping"]) expect(page).toContain(part);
  expect(page).not.toMatch(/<script|<style|style=|\son\w+=|https?:\/\/(?!127\.0\.0\.1)/i);
  expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link)).toEqual(["/docs.css", "/openapi.json"]);
  for (const part of ["/api/v1/blocks/{id}", "error-token_required", 'id="BlocksPage"', "Block[]"])
    expect(page).toContain(part);
  expect((await aperture.api.app.request("/docs.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
});

test("llms.txt and what it names are plain text, for anybody; nothing else of the project is", async () => {
  const get = (path: string) => aperture.api.app.request(path);
  const index = await get("/llms.txt");
  expect([index.status, index.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/plain;/)]);
  expect(await index.text()).toContain("](/docs/guide/plugins.md)");
  expect(await (await get("/docs/guide/plugins.md")).text()).toMatch(/^# Write a plugin/);
  for (const path of ["/docs/nothing.md", "/docs/guide/..%2f..%2fpackage.json", "/docs/package.json", "/docs/guide/"])
    expect([path, (await get(path)).status]).not.toEqual([path, 200]);
});
