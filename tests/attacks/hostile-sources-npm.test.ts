import { packArchive } from "@aperture/host/install/build/pack-archive";
import { hexOf, packageStatement, SIGNATURE_FILE } from "@aperture/host/install/package-statement";
import {
  pluginFiles,
  type TestRegistry,
  testPublisher,
  testRegistry,
} from "@aperture/host/install/testing/test-registry";
import { integrityOf, packageIntegrity } from "@aperture/host/load/integrity";
import { STATEMENT_TYPE } from "@aperture/host/signing/file-statement";
import { sign } from "@aperture/host/signing/sign";
import { bundleText } from "@aperture/host/signing/signature-bundle";
import { newSigningKey, type SigningKey } from "@aperture/host/signing/signing-key";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type FolderServer, serveFolder } from "../support/sources/serve-folder.ts";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** An npm registry that means harm, or is one of the many that anybody may publish to. */

const key = newSigningKey();
let registry: TestRegistry;
let server: FolderServer;
let client: WatchedSources;
beforeAll(async () => {
  // It serves npm clients from the same folder.
  registry = testRegistry([]);
  server = await serveFolder(registry.folder);
  registry.publish([testPublisher().plugin("cost-label", "1.0.0"), testPublisher().plugin("cost-label", "1.2.0")], {
    address: server.address,
  });
});
afterEach(() => {
  server.answers.clear();
  client.remove();
});
afterAll(async () => {
  await server.close();
  registry.remove();
});

type Json = Record<string, unknown>;
const files = (more: Record<string, string> = {}, manifest: object = {}) =>
  pluginFiles("npm-helper", "1.0.0", { "package.json": '{"name":"npm-helper","version":"1.0.0"}', ...more }, manifest);

/** Serves one version of a package, after `lie` had its way with what is said of it. */
function serve(archive: Uint8Array, lie: (packument: Json, version: Json, dist: Json) => unknown = () => {}): void {
  const dist: Json = { tarball: `${server.address}/npm-helper-1.0.0.tgz`, integrity: integrityOf(archive) };
  const version: Json = { name: "npm-helper", version: "1.0.0", dist };
  const packument: Json = {
    name: "npm-helper",
    "dist-tags": { latest: "1.0.0" },
    time: { "1.0.0": "2026-01-02T03:04:05.000Z" },
    versions: { "1.0.0": version },
  };
  lie(packument, version, dist);
  answer("npm-helper", (response) => response.end(JSON.stringify(packument)));
  answer("npm-helper-1.0.0.tgz", (response) => response.end(archive));
}
const answer = (path: string, how: Answer) => server.answers.set(path, how);
const options = () => ({ registry: server.address });
const refusal = (spec = "npm:npm-helper") => {
  client = watchedSources();
  return client.refusal((sources) => sources.resolve(spec, options()));
};

describe("an honest package", () => {
  test("comes with a warning that nobody signed it", async () => {
    serve(packArchive(files()));
    client = watchedSources();
    const before = client.fingerprint();
    const { provenance, signer, warnings, found } = await client.sources.resolve("npm:npm-helper@^1", options());
    expect(provenance).toEqual({
      spec: "npm:npm-helper@^1",
      kind: "npm",
      from: server.address,
      resolved: `${server.address}/npm-helper-1.0.0.tgz`,
      archive: integrityOf(packArchive(files())),
      publisher: null,
      publisherName: null,
      publishedAt: "2026-01-02T03:04:05.000Z",
    });
    expect(signer).toBeNull();
    expect(warnings).toEqual([expect.stringContaining("nobody signed it")]);
    expect(found.manifest.name).toBe("npm-helper");
    expect(client.fingerprint()).toBe(before);
    expect(await client.sources.newest(provenance, "0.9.0")).toMatchObject({
      version: "1.0.0",
      spec: "npm:npm-helper@1.0.0",
    });
    expect(await client.sources.newest(provenance, "1.0.0")).toBeNull();
  });

  test("that carries its author's signature has a signer", async () => {
    serve(packArchive(signed(files(), key)));
    client = watchedSources();
    const { signer, warnings } = await client.sources.resolve("npm:npm-helper", options());
    expect(signer).toEqual({ fingerprint: key.fingerprint, publisher: "", status: "new" });
    expect(warnings).toEqual([]);
  });

  test("an npm registry that was added is asked where none is named", async () => {
    serve(packArchive(files()));
    client = watchedSources();
    const { sources } = client;
    expect(await sources.add({ name: "ours", url: server.address, kind: "npm" })).toMatchObject({
      kind: "npm",
      root: null,
    });
    expect((await sources.resolve("npm:npm-helper")).provenance.from).toBe("ours");
    expect((await sources.resolve("npm:npm-helper", { registry: "ours" })).found.manifest.version).toBe("1.0.0");
    const said = await client.refusal(() => sources.resolve("npm:npm-helper", { registry: "theirs" }));
    expect(said).toMatchObject({
      code: "plugin_source_unknown",
      message: expect.stringContaining("no http(s) address") as unknown,
    });
    sources.remove("ours");
    expect(sources.registries().map(({ name }) => name)).toEqual(["bundled"]);
    expect(
      (await client.refusal(() => sources.add({ name: "down", url: "http://127.0.0.1:1", kind: "npm" }))).code,
    ).toBe("plugin_source_failed");
  });

  test("an Aperture registry is an npm registry too", async () => {
    client = watchedSources();
    const asNpm = { registry: `${server.address}/npm/` };
    expect((await client.sources.resolve("npm:cost-label", asNpm)).found.manifest.version).toBe("1.2.0");
    expect((await client.sources.resolve("npm:cost-label@~1.0", asNpm)).found.manifest.version).toBe("1.0.0");
  });
});

const signed = (plain: ReadonlyMap<string, Uint8Array>, by: SigningKey, version = "1.0.0"): Map<string, Uint8Array> => {
  const statement = packageStatement("files", "npm-helper", version, hexOf(packageIntegrity(plain)));
  return new Map([...plain, [SIGNATURE_FILE, Buffer.from(bundleText(sign(statement, STATEMENT_TYPE, by)))]]);
};

describe("a package that was signed, and then changed", () => {
  const cases: Record<string, () => Map<string, Uint8Array>> = {
    "in its code": () => signed(files(), key).set("plugin.js", Buffer.from("export default {};")),
    "by one more file": () => signed(files(), key).set("more.js", Buffer.from("")),
    "for another version": () => signed(files(), key, "2.0.0"),
    "to no signature": () => signed(files(), key).set(SIGNATURE_FILE, Buffer.from("{}")),
  };
  test.each(Object.entries(cases))("%s", async (_, make) => {
    serve(packArchive(make()));
    expect(await refusal()).toMatchObject({
      code: "plugin_verification_failed",
      message: expect.stringContaining(`${SIGNATURE_FILE} does not hold`) as unknown,
    });
  });
});

describe("what a registry says", () => {
  const cases: Record<string, [(packument: Json, version: Json, dist: Json) => unknown, RegExp]> = {
    "another hash": [
      (_, __, dist) => Object.assign(dist, { integrity: integrityOf(Buffer.from("x")) }),
      /another hash than the registry says/,
    ],
    "no SHA-512": [(_, __, dist) => Object.assign(dist, { integrity: undefined }), /names no archive|names no SHA-512/],
    "SHA-1 alone": [
      (_, __, dist) => Object.assign(dist, { integrity: undefined, shasum: "a".repeat(40) }),
      /names no SHA-512/,
    ],
    "about another package": [(packument) => Object.assign(packument, { name: "left-pad" }), /is about left-pad/],
    "a version of another package": [(_, version) => Object.assign(version, { name: "left-pad" }), /is about left-pad/],
    "an archive on this machine": [
      (_, __, dist) => Object.assign(dist, { tarball: "file:///etc/passwd" }),
      /names no archive/,
    ],
    "no versions": [(packument) => Object.assign(packument, { versions: {} }), /is in none of the registries asked/],
    "no archive": [(_, version) => Object.assign(version, { dist: undefined }), /names no archive/],
  };
  test.each(Object.entries(cases))("%s", async (_, [lie, reason]) => {
    serve(packArchive(files()), lie);
    expect((await refusal()).message).toMatch(reason);
  });

  test.each<[string, Answer, RegExp]>([
    ["a page", (response) => response.end("<html>"), /a web page instead of data/],
    ["half of it", (response) => response.end('{"name":"npm-helper","vers'), /no packument, or cut short/],
    ["nothing", (response) => response.writeHead(404).end("{}"), /npm:npm-helper is in none of the registries asked/],
    ["that it failed", (response) => response.writeHead(500).end(), /HTTP 500/],
  ])("%s", async (_, how, reason) => {
    answer("npm-helper", how);
    expect((await refusal()).message).toMatch(reason);
  });
});

describe("what is in the archive", () => {
  const script = { "package.json": '{"name":"npm-helper","scripts":{"postinstall":"node evil.js"}}' };
  const cases: Record<string, [() => ReadonlyMap<string, Uint8Array>, RegExp]> = {
    "an install script that the registry keeps quiet about": [() => files(script), /install script/],
    "dependencies that the registry keeps quiet about": [
      () => files({ "package.json": '{"dependencies":{"a":"1"}}' }),
      /dependencies \(a\)/,
    ],
    "dependencies in it": [() => files({ "node_modules/a/a.js": "" }), /brings dependencies/],
    "another version": [() => files({}, { version: "3.0.0" }), /calls itself npm-helper 3\.0\.0/],
    "no plugin": [() => new Map([["package.json", Buffer.from("{}")]]), /has no aperture\.plugin\.json/],
  };
  test.each(Object.entries(cases))("%s", async (_, [make, reason]) => {
    serve(packArchive(make()));
    expect((await refusal()).message).toMatch(reason);
  });

  test("a plugin of another name: told", async () => {
    serve(packArchive(files({}, { name: "something-else" })));
    client = watchedSources();
    const { warnings } = await client.sources.resolve("npm:npm-helper", options());
    expect(warnings).toContain("the npm package npm-helper brings a plugin named something-else");
  });

  test("something that never ends", async () => {
    serve(packArchive(files()));
    answer("npm-helper-1.0.0.tgz", (response) => {
      const chunk = Buffer.alloc(1 << 20);
      const send = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", send);
      send();
    });
    expect(await refusal()).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("sends more than") as unknown,
    });
  });
});
