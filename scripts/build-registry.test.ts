import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSources } from "@aperture/host/install/create-sources";
import { LibraryKind } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRegistry } from "./build-registry.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const at = new Date("2026-01-02T03:04:05Z");
let work: string;
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "aperture-built-"));
  await buildRegistry(project, join(work, "registry"), at);
});
afterAll(() => rmSync(work, { recursive: true }));

const sources = (registry = "registry") =>
  createSources({
    home: join(work, "home"),
    bundled: join(work, registry),
    fetch: () => Promise.reject(new Error("no network here")),
    now: () => 0,
  });

test("everything in it can be installed, without any network", async () => {
  const asked = sources();
  const { results, troubles } = await asked.search("");
  expect(troubles).toEqual([]);
  expect(results.filter(({ kind }) => kind === "plugin").length).toBeGreaterThan(0);
  expect(results.filter(({ kind }) => kind !== "plugin")).toHaveLength(12);
  for (const { kind, name, version } of results) {
    if (kind === "plugin") {
      const { found, provenance, signer } = await asked.resolve(name);
      expect(found.manifest).toMatchObject({ name, version });
      expect(provenance).toMatchObject({ kind: "bundled", publisherName: "Aperture", publishedAt: at.toISOString() });
      expect(signer?.status).toBe("known");
    } else {
      const { text } = await asked.item(LibraryKind.parse(kind), name);
      expect(text).toBe(readFileSync(join(project, "library", `${kind}s`, `${name}.yml`), "utf8"));
    }
  }
});

test("the same sources give the same packages; keys are new each time", async () => {
  await buildRegistry(project, join(work, "again"), at);
  const files = (name: string): string[] => readdirSync(join(work, name), { recursive: true, encoding: "utf8" }).sort();
  expect(files("again")).toEqual(files("registry"));
  const read = (name: string, path: string): string => readFileSync(join(work, name, path), "base64");
  const same = files("registry").filter((path) => /^npm\/(?!@)|\.tgz$|index\.json$/.test(path) && !path.endsWith("/"));
  expect(same.length).toBeGreaterThan(15);
  for (const path of same) expect(read("again", path), path).toBe(read("registry", path));
  expect(read("again", "metadata/1.root.json")).not.toBe(read("registry", "metadata/1.root.json"));
});

test("it is believed by the hash beside it alone", async () => {
  const [name] = (await sources().search("")).results.flatMap((one) => (one.kind === "plugin" ? [one.name] : []));
  const pin = readFileSync(join(work, "again.root.json"));
  await buildRegistry(project, join(work, "again"), at);
  const fresh = readFileSync(join(work, "again.root.json"));
  expect(fresh.equals(pin)).toBe(false);
  writeFileSync(join(work, "again.root.json"), pin);
  await expect(sources("again").resolve(name!)).rejects.toMatchObject({
    code: "plugin_verification_failed",
    message: expect.stringContaining("none of its roots has the hash that was pinned") as unknown,
  });
});
