import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryLibrary, type MemoryLibrary, trustOf } from "../testing/memory-library.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
let library: MemoryLibrary;
let shop = "";
beforeEach(() => {
  library = createMemoryLibrary();
  aperture = createTestApi({ library });
  shop = join(aperture.home, "shop");
  mkdirSync(shop);
});
afterEach(() => aperture.close());

const look = (folder: string, owner = true) =>
  aperture.api.app.request(`/api/v1/projects/look?folder=${encodeURIComponent(folder)}`, {
    headers: owner ? { authorization: `Bearer ${aperture.token}` } : {},
  });
const trust = (body: object, owner = true) =>
  aperture.api.app.request("/api/v1/projects/trust", {
    method: "POST",
    headers: { "content-type": "application/json", ...(owner ? { authorization: `Bearer ${aperture.token}` } : {}) },
    body: JSON.stringify(body),
  });

test("folders of sessions are told to whoever is here, any other one to the owner", async () => {
  expect((await look(shop, false)).status).toBe(401);
  expect(await (await look(shop)).json()).toMatchObject({ folder: shop, state: "none" });
  library.folders.push(trustOf(shop));
  expect(await (await look(`${shop}/./`, false)).json()).toMatchObject({ state: "untrusted", digest: "digest-1" });
  const all = await aperture.api.app.request("/api/v1/projects");
  expect(await all.json()).toMatchObject({ projects: [{ folder: shop }] });
});

test("trust is the owner's, of what was shown", async () => {
  expect((await trust({ folder: shop, trust: true }, false)).status).toBe(401);
  expect(library.calls).toEqual([]);
  expect(await (await trust({ folder: `${shop}/`, trust: true, digest: "d" })).json()).toMatchObject({
    state: "trusted",
  });
  // A folder that is gone can no longer be trusted, but still be forgotten.
  const gone = join(shop, "gone");
  expect((await trust({ folder: gone, trust: true })).status).toBe(422);
  expect((await trust({ folder: gone, trust: false })).status).toBe(200);
  expect(library.calls).toEqual([`trust ${shop} true d`, `trust ${gone} false -`]);
});

test.each(["shop", "./shop", "", "/shop\u0000", "x".repeat(5_000)])("%j is no folder", async (folder) => {
  expect((await look(folder)).status).toBe(422);
  expect((await trust({ folder, trust: true })).status).toBe(422);
});

test("a file is no folder", async () => {
  const file = join(shop, "file");
  writeFileSync(file, "");
  expect(await (await look(file)).json()).toMatchObject({ errors: [{ pointer: "/folder" }] });
});
