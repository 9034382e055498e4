import { gzipSync } from "node:zlib";
import type { PublishedPackage } from "@aperture/host/install/build/publish-package";
import {
  pluginFiles,
  type TestRegistry,
  testPublisher,
  testRegistry,
} from "@aperture/host/install/testing/test-registry";
import { packed, type TarEntry, tgzOf } from "@aperture/host/load/testing/tarball";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { signatureOf, withArchive } from "../support/sources/hostile-archive.ts";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** A publisher who means harm, in a registry whose own metadata is right: the package is refused with the reason, and nothing of it is kept. */

const publisher = testPublisher();
const stranger = newSigningKey();
const honest = publisher.plugin("cost-label", "1.0.0");
let bundled: TestRegistry;
let registry: TestRegistry;
let client: WatchedSources | undefined;
beforeAll(() => {
  bundled = testRegistry([publisher.plugin("redact-emails")]);
  registry = testRegistry([honest]);
});
afterEach(() => client?.remove());
afterAll(() => {
  bundled.remove();
  registry.remove();
});

type Options = Parameters<typeof watchedSources>[0];

/** What is said of a package by somebody who added this registry. */
async function said(
  packages: readonly PublishedPackage[],
  spec = "cost-label",
  options: Options = {},
): Promise<{ code: string; message: string }> {
  registry.publish(packages);
  client = watchedSources({ bundled: bundled.folder, ...options });
  await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
  return client.refusal((sources) => sources.resolve(spec));
}

const archiveOf = (entries: readonly TarEntry[]): PublishedPackage =>
  withArchive(honest, tgzOf(entries), publisher.key);
const text = (files: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> => Object.fromEntries(files);
const good = (more: Record<string, string> = {}, manifest: object = {}): TarEntry[] =>
  packed(text(pluginFiles("cost-label", "1.0.0", more, manifest)));
const json = JSON.stringify;

describe("an archive", () => {
  const cases: Record<string, [() => TarEntry[], RegExp]> = {
    "that leads out of its folder": [
      () => [...good(), { path: "package/../../escaped", content: "x" }],
      /leads out of the package/,
    ],
    "with an absolute path": [() => [...good(), { path: "/etc/passwd", content: "x" }], /is absolute/],
    "with a symbolic link": [
      () => [...good(), { path: "package/a", type: "SymbolicLink", linkpath: "/etc" }],
      /SymbolicLink/,
    ],
    "with a hard link": [() => [...good(), { path: "package/a", type: "Link", linkpath: "/etc/passwd" }], /a Link/],
    "with a device": [() => [...good(), { path: "package/a", type: "CharacterDevice" }], /CharacterDevice|of a kind/],
    "with an install script": [
      () => good({ "package.json": json({ name: "cost-label", scripts: { postinstall: "id" } }) }),
      /install script/,
    ],
    "with a prepare script": [() => good({ "package.json": json({ scripts: { prepare: "id" } }) }), /install script/],
    "with dependencies": [() => good({ "package.json": json({ dependencies: { a: "1" } }) }), /dependencies \(a\)/],
    "with optional dependencies": [
      () => good({ "package.json": json({ optionalDependencies: { a: "1" } }) }),
      /optionalDependencies/,
    ],
    "with bundled dependencies": [
      () => good({ "package.json": json({ bundledDependencies: ["a"] }) }),
      /bundledDependencies/,
    ],
    "with all dependencies bundled": [
      () => good({ "package.json": json({ bundleDependencies: true }) }),
      /bundleDependencies \(all\)/,
    ],
    "with a node_modules folder": [() => good({ "node_modules/a/index.js": "" }), /brings dependencies/],
    "with names that differ in case alone": [() => good({ "A.js": "", "a.js": "" }), /differ only in case/],
    "with names that look the same": [
      () => good({ "\u00e9.js": "", "e\u0301.js": "" }),
      /differ only in case or in how/,
    ],
    "with a name that nobody sees": [() => good({ "a\u200b.js": "" }), /invisible/],
    "with a README that steers the terminal": [
      () => good({ "README.md": "# Hi\n\u001b]0;owned\u0007" }),
      /README\.md has .* line 2/,
    ],
    "with a README that turns text around": [() => good({ "README.md": "\u202egnp.exe" }), /README\.md has .*U\+202E/],
    "with sentences for models alone": [
      () => good({ "CHANGELOG.md": "\u{e0049}\u{e0067}" }),
      /CHANGELOG\.md has .*U\+E0049/,
    ],
    "with something invisible in its manifest": [
      () => good({}, { title: "Cost\u200blabel" }),
      /at \/title has .*U\+200B/,
    ],
    "without its entry": [
      () => good().filter(({ path }) => !path.endsWith("plugin.js")),
      /its entry plugin\.js is not in it/,
    ],
    "without a manifest": [
      () => good().filter(({ path }) => !path.endsWith("plugin.json")),
      /has no aperture\.plugin\.json/,
    ],
    "whose manifest is another plugin's": [
      () => packed(text(pluginFiles("redact-emails"))),
      /calls itself redact-emails/,
    ],
    "whose manifest is another version's": [
      () => packed(text(pluginFiles("cost-label", "9.0.0"))),
      /calls itself cost-label 9\.0\.0/,
    ],
  };
  test.each(Object.entries(cases))("%s", async (_, [entries, reason]) => {
    expect((await said([archiveOf(entries())])).message).toMatch(reason);
  });

  test("that is far larger than it seems", async () => {
    const bomb = gzipSync(Buffer.alloc(100 << 20), { level: 1 });
    expect((await said([withArchive(honest, bomb, publisher.key)])).message).toMatch(/far more than it seems/);
  });

  test("its honest twin is taken", async () => {
    registry.publish([archiveOf(good())]);
    client = watchedSources({ bundled: bundled.folder });
    await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
    const { found, signer } = await client.sources.resolve("cost-label");
    expect(found.manifest.name).toBe("cost-label");
    expect(signer).toMatchObject({ status: "new", fingerprint: publisher.key.fingerprint });
  });
});

describe("a signature", () => {
  const other = publisher.plugin("cost-label", "2.0.0");
  const cases: Record<string, [() => PublishedPackage, RegExp]> = {
    "of another version": [() => ({ ...honest, signature: other.signature }), /another content/],
    "of another plugin": [
      () => ({ ...honest, signature: signatureOf("redact-emails", "1.0.0", honest.archive, publisher.key) }),
      /another content/,
    ],
    "of another archive": [
      () => ({ ...honest, signature: signatureOf("cost-label", "1.0.0", other.archive, publisher.key) }),
      /another content/,
    ],
    "with one bit changed": [() => ({ ...honest, signature: flipped(honest.signature) }), /signature/],
    "by a key that it does not name": [
      () => ({ ...honest, signature: withKeyOf(honest.signature, stranger.publicKey) }),
      /signature/,
    ],
    "that is none": [() => ({ ...honest, signature: "{}" }), /signature/],
    "that is a web page": [() => ({ ...honest, signature: "<!doctype html><p>404" }), /signature/],
  };
  test.each(Object.entries(cases))("%s", async (_, [make, reason]) => {
    const told = await said([make()]);
    expect(told).toMatchObject({ code: "plugin_verification_failed" });
    expect(told.message).toMatch(reason);
  });

  test("by another key than before: told as changed", async () => {
    registry.publish([withArchive(honest, honest.archive, stranger)]);
    client = watchedSources({ bundled: bundled.folder, publisherOf: () => publisher.key.fingerprint });
    await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
    expect((await client.sources.resolve("cost-label")).signer).toEqual({
      fingerprint: stranger.fingerprint,
      publisher: "Somebody",
      status: "changed",
    });
  });
});

const flipped = (bundle: string): string => {
  const read = JSON.parse(bundle) as { dsseEnvelope: { signatures: { sig: string }[] } };
  const bytes = Buffer.from(read.dsseEnvelope.signatures[0]!.sig, "base64");
  bytes[3]! ^= 1;
  read.dsseEnvelope.signatures[0]!.sig = bytes.toString("base64");
  return `${JSON.stringify(read)}\n`;
};
const withKeyOf = (bundle: string, key: ReturnType<typeof newSigningKey>["publicKey"]): string => {
  const read = JSON.parse(bundle) as { verificationMaterial: { publicKey: { hint: string } } };
  read.verificationMaterial.publicKey.hint = key.export({ format: "der", type: "spki" }).toString("base64");
  return `${JSON.stringify(read)}\n`;
};

describe("a name", () => {
  test.each([
    ["red-act-emails", /nobody tells the name red-act-emails from redact-emails/],
    ["redact-ema1ls", /nobody tells/],
    ["redactemails", /nobody tells/],
  ])("%s, which is taken for one that ships with Aperture", async (name, reason) => {
    const told = await said([publisher.plugin(name)], name);
    expect(told).toMatchObject({ code: "plugin_verification_failed" });
    expect(told.message).toMatch(reason);
  });

  test("that is taken for an installed one", async () => {
    const installed = () => new Map([["my-helper", "1.0.0"]]);
    const told = await said([publisher.plugin("my-he1per")], "my-he1per", { installed });
    expect(told.message).toMatch(/nobody tells the name my-he1per from my-helper/);
  });

  test("one letter away: a warning", async () => {
    registry.publish([publisher.plugin("redact-email")]);
    client = watchedSources({ bundled: bundled.folder });
    await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
    const { warnings } = await client.sources.resolve("redact-email");
    expect(warnings).toEqual(["its name is one letter from redact-emails: is that one meant?"]);
  });

  test.each(["Redact-Emails", "red\u0430ct-emails", "redact\u00ademails"])(
    "%j is not even looked for",
    async (spec) => {
      expect((await said([honest], spec)).code).toBe("plugin_source_unknown");
    },
  );

  test("of the bundled registry in another one: the bundled one counts", async () => {
    registry.publish([withArchive(publisher.plugin("redact-emails", "99.0.0"), honest.archive, stranger)]);
    client = watchedSources({ bundled: bundled.folder });
    await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
    const { provenance, found } = await client.sources.resolve("redact-emails");
    expect([provenance.kind, found.manifest.version]).toEqual(["bundled", "1.0.0"]);
  });
});

test("a version that was taken back is refused with the reason, and told later without asking", async () => {
  const revoked = [{ name: "cost-label", versions: "<1.1.0", reason: "it sent what it read to its author" }];
  registry.publish([honest, publisher.plugin("cost-label", "1.1.0")], { revoked });
  client = watchedSources({ bundled: bundled.folder });
  await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
  expect(await client.refusal((sources) => sources.resolve("cost-label@1.0.0"))).toMatchObject({
    code: "plugin_verification_failed",
    message: expect.stringContaining("the registry took it back: it sent what it read to its author") as unknown,
  });
  expect((await client.sources.resolve("cost-label")).found.manifest.version).toBe("1.1.0");
  expect(client.sources.revoked("cost-label", "1.0.0", { kind: "aperture", from: "team" })).toBe(
    "team: it sent what it read to its author",
  );
  expect(client.sources.revoked("cost-label", "1.1.0", { kind: "aperture", from: "team" })).toBeNull();
});

test("a version that is not offered any more is found by its number alone", async () => {
  registry.publish([honest, { ...publisher.plugin("cost-label", "1.1.0"), yanked: "it was slow" }]);
  client = watchedSources({ bundled: bundled.folder });
  await client.sources.add({ name: "team", url: registry.folder, root: registry.pin });
  for (const [spec, version] of Object.entries({
    "cost-label": "1.0.0",
    "cost-label@^1": "1.0.0",
    "cost-label@1.1.0": "1.1.0",
  }))
    expect((await client.sources.resolve(spec)).found.manifest.version).toBe(version);
});
