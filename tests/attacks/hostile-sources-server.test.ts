import { symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { signMetadata } from "@aperture/host/install/build/sign-metadata";
import {
  neverExpires,
  type TestRegistry,
  testPublisher,
  testRegistry,
} from "@aperture/host/install/testing/test-registry";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type FolderServer, serveFolder } from "../support/sources/serve-folder.ts";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** Whoever sits between a registry and its users, or serves it: bounded in bytes, time and places; nothing is kept. */

const publisher = testPublisher();
let bundled: TestRegistry;
let registry: TestRegistry;
let server: FolderServer;
let client: WatchedSources;
beforeAll(() => {
  bundled = testRegistry([]);
  registry = testRegistry([publisher.plugin("cost-label")]);
});
afterAll(() => {
  bundled.remove();
  registry.remove();
});
beforeEach(async () => {
  server = await serveFolder(registry.folder);
  client = watchedSources({ bundled: bundled.folder });
  await client.sources.add({ name: "team", url: server.address, root: registry.pin });
});
afterEach(async () => {
  await server.close();
  client.remove();
});

const ask = () => client.refusal((sources) => sources.resolve("cost-label"));
const archive = "packages/cost-label/cost-label-1.0.0.tgz";
const files =
  process.env.APERTURE_DEEP === "1"
    ? ["metadata/timestamp.json", archive, "npm/cost-label", "revoked.json"]
    : ["metadata/timestamp.json", archive];

/** Sends as long as somebody listens. */
const endless: Answer = (response) => {
  const chunk = Buffer.alloc(64 << 10, 0x20);
  const send = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", send);
  send();
};
const sends =
  (to: string, status = 302): Answer =>
  (response) =>
    response.writeHead(status, { location: to }).end();
const html: Answer = (response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><title>Log in</title>");
/** 21 MB of spaces: more than any of them may have, in 20 KB. */
const small = gzipSync(Buffer.alloc(21 << 20, 0x20), { level: 1 });
const packed: Answer = (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(small);

describe.each(files)("%s", (path) => {
  const cases: Record<string, [Answer, RegExp]> = {
    "that never ends": [endless, /sends more than \d+ bytes/],
    "that is packed to be small": [packed, /sends more than \d+ bytes/],
    "that is a login page": [html, /a web page instead of data|sends more than/],
    "that is a file of this machine": [sends("file:///etc/passwd"), /an address of another kind/],
    "that stands in the answer itself": [sends("data:application/json,{}"), /an address of another kind/],
    "that is always somewhere else": [
      (response) => sends(`/${path}?${Math.random()}`)(response, null),
      /from one address to the next/,
    ],
    "that is no address": [sends("http://"), /an address of another kind/],
  };
  test.each(Object.entries(cases))("%s", async (_, [answer, reason]) => {
    server.answers.set(path, answer);
    const said = await ask();
    expect(said).toMatchObject({ code: "plugin_source_failed" });
    expect(said.message).toMatch(reason);
    server.answers.clear();
    expect((await client.sources.resolve("cost-label")).found.manifest.name).toBe("cost-label");
  });
});

describe("files that the metadata does not name", () => {
  const changed: Record<string, [string, (file: Buffer) => Buffer]> = {
    "an archive with one bit changed": [
      archive,
      (file) => Buffer.from(file.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
    ],
    "another signature": [
      "packages/cost-label/cost-label-1.0.0.sigstore.json",
      (file) => Buffer.from(file.map((byte, at) => (at === 90 ? byte ^ 1 : byte))),
    ],
    "a description with another hash": [
      "npm/cost-label",
      (file) => Buffer.from(file.toString("utf8").replace(/sha512-./, "sha512-A")),
    ],
    "a kill list that is empty": ["revoked.json", (file) => Buffer.from(file.toString("utf8").replace("[]", "  "))],
  };
  test.each(Object.entries(changed))("%s", async (_, [path, change]) => {
    server.answers.set(path, (response, file) => response.end(change(file!)));
    const said = await ask();
    expect(said).toMatchObject({ code: "plugin_verification_failed" });
    expect(said.message).toContain("has another hash than the registry's metadata names");
  });

  test("a redirect inside the same kind of address is followed", async () => {
    server.answers.set("npm/cost-label", sends(`${server.address}/moved`));
    server.answers.set("moved", (response) => {
      server.answers.delete("npm/cost-label");
      sends(`${server.address}/npm/cost-label`, 307)(response, null);
    });
    expect((await client.sources.resolve("cost-label")).found.manifest.name).toBe("cost-label");
  });
});

describe("what a registry says of a package, signed by the registry itself", () => {
  const lies: Record<string, [(text: string) => string, RegExp]> = {
    "is about another one": [
      (text) => text.replaceAll('"name":"cost-label"', '"name":"redact-emails"'),
      /is about redact-emails/,
    ],
    "has a version of another one": [
      (text) => text.replace('"1.0.0":{"name":"cost-label"', '"1.0.0":{"name":"redact-emails"'),
      /is about redact-emails/,
    ],
    "names another hash of the archive": [
      (text) => text.replace(/sha512-[^"]{10}/, "sha512-AAAAAAAAAA"),
      /another hash than its description says/,
    ],
    "is no packument": [() => "[]", /not as a registry has it/],
    "is not even JSON": [(text) => text.slice(0, 100), /not as a registry has it/],
  };
  test.each(Object.entries(lies))("%s", async (_, [lie, reason]) => {
    const honest = registry.publish([publisher.plugin("cost-label")]);
    const targets = new Map([...honest].filter(([path]) => !path.startsWith("metadata/")));
    targets.set("npm/cost-label", Buffer.from(lie(Buffer.from(targets.get("npm/cost-label")!).toString("utf8"))));
    registry.put(
      new Map([...targets, ...signMetadata(targets, { keys: registry.keys, version: 1_000, expires: neverExpires })]),
    );
    const said = await ask();
    registry.put(honest);
    expect(said).toMatchObject({ code: "plugin_verification_failed" });
    expect(said.message).toMatch(reason);
  });
});

test("a folder whose files lead out of it", async () => {
  const folder = watchedSources({ bundled: bundled.folder });
  const file = join(registry.folder, "metadata/timestamp.json");
  try {
    unlinkSync(file);
    symlinkSync("/etc/hostname", file);
    const said = await folder.refusal((sources) =>
      sources.add({ name: "team", url: registry.folder, root: registry.pin }),
    );
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("leads out of it") as unknown,
    });
  } finally {
    unlinkSync(file);
    writeFileSync(file, "");
    registry.publish([publisher.plugin("cost-label")]);
    folder.remove();
  }
});

describe("registries that are not added", () => {
  test.each<[string, object, RegExp]>([
    ["without the hash of a root", { url: "http://127.0.0.1:1/" }, /nothing proves who it is/],
    [
      "with a password in its address",
      { url: "http://me:secret@127.0.0.1:1/", root: "0".repeat(64) },
      /http\(s\) address/,
    ],
    ["at a relative path", { url: "registry", root: "0".repeat(64) }, /absolute folder/],
    ["at another kind of address", { url: "ftp://example.org/", root: "0".repeat(64) }, /http\(s\) address/],
    [
      "under a name that is taken",
      { name: "team", url: "/tmp", root: "0".repeat(64) },
      /there is a registry team already/,
    ],
    [
      "as the bundled one",
      { name: "bundled", url: "/tmp", root: "0".repeat(64) },
      /there is a registry bundled already/,
    ],
  ])("%s", async (_, more, reason) => {
    const said = await client.refusal((sources) => sources.add({ name: "other", url: "", ...more }));
    expect(said).toMatchObject({ code: "invalid_input" });
    expect(said.message).toMatch(reason);
  });
});
