import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { packArchive } from "./build/pack-archive.ts";
import {
  pluginFiles,
  type TestPublisher,
  type TestRegistry,
  testPublisher,
  testRegistry,
} from "./testing/test-registry.ts";
import { type TestSources, testSources } from "./testing/test-sources.ts";

let publisher: TestPublisher;
let registry: TestRegistry;
let made: TestSources;
let work: string;
beforeAll(() => {
  publisher = testPublisher();
  registry = testRegistry([
    publisher.plugin("cost-label", "1.0.0"),
    publisher.plugin("cost-label", "1.4.0", { "CHANGELOG.md": "# 1.4.0\nFaster." }, { title: "Cost label" }),
    publisher.plugin("cost-label", "2.0.0"),
    publisher.plugin("cost-label", "3.0.0-beta.1"),
    publisher.rule("tidy-logs", "kind: rule\nname: tidy-logs\n"),
  ]);
  work = mkdtempSync(join(tmpdir(), "aperture-sources-"));
});
afterEach(() => made?.remove());
afterAll(() => {
  registry.remove();
  rmSync(work, { recursive: true, force: true });
});

const sources = (options: Parameters<typeof testSources>[0] = {}): TestSources["sources"] => {
  made = testSources({ bundled: registry.folder, ...options });
  return made.sources;
};

describe("the bundled registry", () => {
  test("a name: the newest, with who signed it and where it comes from", async () => {
    const said: string[] = [];
    const resolved = await sources().resolve("cost-label", { progress: (says) => said.push(says) });
    expect(resolved.found.manifest).toMatchObject({ name: "cost-label", version: "2.0.0" });
    expect(resolved.provenance).toEqual({
      spec: "cost-label",
      kind: "bundled",
      from: "bundled",
      resolved: `${registry.folder}/packages/cost-label/cost-label-2.0.0.tgz`,
      archive: expect.stringMatching(/^sha512-/) as unknown,
      publisher: publisher.key.fingerprint,
      publisherName: "Somebody",
      publishedAt: "2026-01-02T03:04:05.000Z",
    });
    expect(resolved.signer).toEqual({ fingerprint: publisher.key.fingerprint, publisher: "Somebody", status: "known" });
    expect(said).toEqual(["asking bundled for cost-label"]);
  });

  test.each([
    ["cost-label@1.0.0", "1.0.0"],
    ["cost-label@^1", "1.4.0"],
    ["cost-label@latest", "2.0.0"],
    ["cost-label@3.0.0-beta.1", "3.0.0-beta.1"],
  ])("%s is %s", async (spec, version) => {
    const { found } = await sources().resolve(spec);
    expect(found.manifest.version).toBe(version);
  });

  test("leaves nothing at home: it can be asked again and again without any network", async () => {
    const asked = sources({ fetch: () => Promise.reject(new Error("no network here")) });
    const before = made.fingerprint();
    expect((await asked.resolve("cost-label@^1")).changelog).toBe("# 1.4.0\nFaster.");
    await asked.search("");
    expect(made.fingerprint()).toBe(before);
  });

  test("a name that it has not: who was asked, and what may be meant", async () => {
    const error = await sources()
      .resolve("cost-lable")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "plugin_unavailable" });
    expect((error as Error).message).toBe(
      "cost-lable is in none of the registries asked (bundled); is cost-label meant?",
    );
    await expect(sources().resolve("cost-label@^9")).rejects.toThrow("; there is 3.0.0-beta.1, 2.0.0, 1.4.0, 1.0.0");
  });

  test("one that was not built says how it is", async () => {
    const asked = sources({ bundled: join(work, "nothing") });
    expect(asked.registries()).toMatchObject([{ name: "bundled", trouble: expect.stringContaining("build:registry") }]);
    expect((await asked.search("")).troubles).toMatchObject([{ registry: "bundled" }]);
    await expect(asked.resolve("cost-label")).rejects.toMatchObject({ code: "plugin_source_failed" });
  });

  test("a rule comes as its YAML", async () => {
    const item = await sources().item("rule", "tidy-logs");
    expect(item).toMatchObject({ kind: "rule", version: "1.0.0", text: "kind: rule\nname: tidy-logs\n" });
    expect(item.signer.fingerprint).toBe(publisher.key.fingerprint);
    await expect(sources().resolve("tidy-logs")).rejects.toMatchObject({ code: "plugin_unavailable" });
    await expect(sources().item("preset", "tidy-logs")).rejects.toMatchObject({ code: "plugin_unavailable" });
  });

  test("search: by words of the name, the title, the keywords; what is installed is told", async () => {
    const asked = sources({ installed: () => new Map([["cost-label", "1.0.0"]]) });
    expect((await asked.search("cost")).results).toEqual([
      {
        name: "cost-label",
        kind: "plugin",
        version: "2.0.0",
        title: "cost-label",
        description: "What cost-label does",
        registry: "bundled",
        installed: "1.0.0",
        permissions: [],
      },
    ]);
    expect((await asked.search("tidy rule")).results.map(({ name }) => name)).toEqual(["tidy-logs"]);
    expect((await asked.search("")).results).toHaveLength(2);
    expect((await asked.search("cost nothing")).results).toEqual([]);
  });

  test("newest: within what was asked for", async () => {
    const asked = sources();
    const { provenance } = await asked.resolve("cost-label@^1.0.0");
    expect(await asked.newest(provenance, "1.0.0")).toMatchObject({
      version: "1.4.0",
      spec: "cost-label@1.4.0",
      registry: "bundled",
    });
    expect(await asked.newest(provenance, "1.4.0")).toBeNull();
    expect(await asked.newest({ ...provenance, spec: "cost-label" }, "1.4.0")).toMatchObject({ version: "2.0.0" });
  });
});

describe("this machine", () => {
  test("a folder and an archive: the same package, nobody signed it", async () => {
    const folder = join(work, "plugin");
    mkdirSync(folder);
    const files = pluginFiles("local-one");
    for (const [path, bytes] of files) writeFileSync(join(folder, path), bytes);
    writeFileSync(`${folder}.tgz`, packArchive(files));
    const inFolder = await sources().resolve(folder);
    const inArchive = await sources().resolve(`${folder}.tgz`);
    expect(inFolder.found.integrity).toBe(inArchive.found.integrity);
    expect(inFolder.provenance).toMatchObject({ kind: "folder", from: folder, archive: null, publisher: null });
    expect(inArchive.provenance).toMatchObject({ kind: "tarball", archive: expect.stringMatching(/^sha512-/) });
    expect([inFolder.signer, inArchive.signer]).toEqual([null, null]);
    expect(await sources().newest(inFolder.provenance, "0.9.0")).toMatchObject({ version: "1.0.0", spec: folder });
  });

  test("what is not there", async () => {
    await expect(sources().resolve(join(work, "nowhere"))).rejects.toMatchObject({ code: "plugin_package_refused" });
    await expect(sources().resolve("./here")).rejects.toMatchObject({ code: "plugin_source_unknown" });
  });
});

test("a registry takes back what came from it, and nothing of others", async () => {
  const stranger = testPublisher();
  const reason = "go away";
  const other = testRegistry([stranger.plugin("zebra", "1.0.0")], {
    revoked: ["cost-label", "zebra"].map((name) => ({ name, versions: "*", reason })),
  });
  try {
    const from = sources();
    await from.add({ name: "team", url: other.folder, root: other.pin });
    await from.search("");
    expect(from.revoked("zebra", "1.0.0", { kind: "aperture", from: "team" })).toBe("team: go away");
    expect(from.revoked("cost-label", "1.0.0", { kind: "bundled", from: "bundled" })).toBeNull();
    for (const kind of ["npm", "git", "folder", "tarball", "linked"] as const)
      expect(from.revoked("cost-label", "1.0.0", { kind, from: "team" })).toBeNull();
    from.remove("team");
    expect(from.revoked("zebra", "1.0.0", { kind: "aperture", from: "team" })).toBeNull();
  } finally {
    other.remove();
  }
});

test("the bundled one takes back what came with it alone", () => {
  const own = testRegistry([publisher.plugin("cost-label", "1.0.0")], {
    revoked: [{ name: "cost-label", versions: "*", reason: "it was slow" }],
  });
  const from = sources({ bundled: own.folder });
  expect(from.revoked("cost-label", "1.0.0", { kind: "bundled", from: "bundled" })).toBe("bundled: it was slow");
  expect(from.revoked("cost-label", "1.0.0", { kind: "aperture", from: "bundled" })).toBeNull();
  own.remove();
});
