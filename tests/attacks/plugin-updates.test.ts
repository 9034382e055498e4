import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import { ApertureClient, ApiError, type PluginManifest } from "@aperture/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { type PublishedPlugin, publishedPlugin } from "../support/plugins/published-plugin.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

/** Updates that mean harm, in a registry that is signed as it should be: none is taken without its user's word, and the installed version goes on. */

let daemon: Daemon;
let client: ApertureClient;
let registry: PublishedPlugin;
let count = 0;
beforeAll(async () => {
  daemon = await startDaemon({ upstreams: {} });
  const token = readToken(daemon.home);
  client = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(() => daemon.stop());

type Manifest = Partial<z.input<typeof PluginManifest>>;
const honest: Manifest = {
  stages: [{ at: "after_zone", deadlineMs: 50, onError: "block" }],
  permissions: {
    blocks: { read: "metadata", write: ["level"], roles: ["tool_result"] },
    net: ["api.example.com"],
    storage: "64kb",
  },
};
const { permissions } = honest;
const code = "export default { stages: { after_zone() {} } };";

beforeEach(async () => {
  count++;
  registry = publishedPlugin(`tidy-${count}`, { version: "1.0.0", code, manifest: honest });
  await client.plugins.addRegistry({ ...registry.address, name: `team-${count}` });
  await client.plugins.install({ spec: registry.name, registry: `team-${count}`, grant: "all" });
});
afterEach(async () => {
  // Whatever was tried: the same version, the same rights, nothing beside it on the disk.
  const info = await client.plugins.info(registry.name);
  expect(info).toMatchObject({ manifest: { version: "1.0.0" }, state: "running", previous: null });
  expect(info.capabilities.map(({ capability }) => capability)).toEqual([
    "blocks.read:metadata",
    "blocks.write:level",
    "net:api.example.com",
    "storage:64kb",
  ]);
  expect(readdirSync(join(daemon.home, "plugins", registry.name))).toHaveLength(1);
  expect(readdirSync(join(daemon.home, "plugins")).filter((name) => name.startsWith("."))).toEqual([]);
  await client.plugins.remove(registry.name, { purge: true });
  await client.plugins.removeRegistry(`team-${count}`);
  registry.remove();
  expect(existsSync(join(daemon.home, "plugins", registry.name))).toBe(false);
});

const problemOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: unknown) => (error instanceof ApiError ? error.problem.code : String(error)),
  );

test.each<[string, Manifest]>([
  [
    "the texts of blocks",
    {
      ...honest,
      permissions: { ...permissions, blocks: { read: "content", write: ["level"], roles: ["tool_result"] } },
    },
  ],
  ["more roles", { ...honest, permissions: { ...permissions, blocks: { read: "metadata", write: ["level"] } } }],
  ["another host", { ...honest, permissions: { ...permissions, net: ["api.example.com", "evil.example"] } }],
  ["every host of a domain", { ...honest, permissions: { ...permissions, net: ["*.example.com"] } }],
  ["more storage", { ...honest, permissions: { ...permissions, storage: "1mb" } }],
  ["the project's files", { ...honest, permissions: { ...permissions, fs: { read: ["$PROJECT/**"] } } }],
  ["a secret", { ...honest, permissions: { ...permissions, secrets: ["TOKEN"] } }],
  ["one more stage", { ...honest, stages: [...honest.stages!, { at: "before_emit" }] }],
  ["longer deadlines", { ...honest, stages: [{ at: "after_zone", deadlineMs: 500, onError: "block" }] }],
  ["not to protect any more", { ...honest, stages: [{ at: "after_zone", deadlineMs: 50 }] }],
  ["no stage that protects", { ...honest, stages: [] }],
  ["to run in-process", { ...honest, runtime: "native" }],
])("an update that wants %s waits for consent, whatever else is said", async (_, manifest) => {
  registry.publish({ version: "1.0.1", code, manifest });
  const { updates } = await client.plugins.checkUpdates();
  expect(updates.find(({ plugin }) => plugin === registry.name)).toMatchObject({
    phase: "needs-consent",
    diff: { widens: true },
  });
  for (const how of [{}, { force: true, skipCooldown: true, acceptPublisher: true }, { version: "1.0.1" }])
    expect(await client.plugins.startUpdate(registry.name, how)).toMatchObject({ phase: "needs-consent" });
});

test("one that only trusted users could run is not run by granting everything", async () => {
  registry.publish({ version: "1.0.1", code, manifest: { ...honest, runtime: "native" } });
  expect(await client.plugins.startUpdate(registry.name, { grant: "all", force: true })).toMatchObject({
    phase: "refused",
    reason: expect.stringContaining("trusted by name"),
  });
});

test("another key under the same name is refused, as an update and as an installation", async () => {
  registry.publish({ version: "1.0.1", code, manifest: honest, key: newSigningKey() });
  const start = (more: object) => problemOf(client.plugins.startUpdate(registry.name, more));
  expect(await start({})).toBe("plugin_publisher_changed");
  expect(await start({ force: true, grant: "all", skipCooldown: true })).toBe("plugin_publisher_changed");
  const spec = `${registry.name}@1.0.1`;
  expect(await problemOf(client.plugins.install({ spec, grant: "all" }))).toBe("plugin_publisher_changed");
  const { diff, signer } = await client.plugins.inspect({ spec });
  expect(diff).toMatchObject({ widens: true, publisher: { before: expect.any(String), after: expect.any(String) } });
  expect(signer?.status).toBe("changed");
});

test("a folder of the same name, signed by nobody, is no update of what somebody signed", async () => {
  const folder = writePlugin(daemon.home, { ...honest, name: registry.name, version: "2.0.0" }, code);
  const refused = "plugin_publisher_changed";
  expect(await problemOf(client.plugins.startUpdate(registry.name, { spec: folder, grant: "all" }))).toBe(refused);
  expect(await problemOf(client.plugins.install({ path: folder, grant: "all" }))).toBe(refused);
});

test("an older version is no update, whoever offers it and however it is asked for", async () => {
  registry.publish({ version: "0.9.0", code, manifest: honest });
  const { updates } = await client.plugins.checkUpdates();
  expect(updates.filter(({ plugin }) => plugin === registry.name)).toEqual([]);
  for (const how of [{}, { version: "0.9.0" }, { version: "0.9.0", force: true }, { spec: `${registry.name}@0.9.0` }])
    expect(await problemOf(client.plugins.startUpdate(registry.name, how))).toBe("plugin_update_refused");
});

test("a version of another plugin is none of this one", async () => {
  const other = publishedPlugin(`other-${count}`, { version: "9.0.0", code, manifest: honest });
  await client.plugins.addRegistry({ ...other.address, name: "other" });
  const how = { spec: other.name, grant: "all" as const, force: true };
  expect(await problemOf(client.plugins.startUpdate(registry.name, how))).toBe("plugin_update_refused");
  await client.plugins.removeRegistry("other");
  other.remove();
});

test("what was published just now waits, in case somebody finds out what it is", async () => {
  registry.publish({ version: "1.0.1", code, manifest: honest, publishedAt: new Date().toISOString() });
  expect(await client.plugins.startUpdate(registry.name)).toMatchObject({ phase: "cooling" });
});

test("nobody without the token starts, takes back or pins anything", async () => {
  registry.publish({ version: "1.0.1", code, manifest: honest });
  const stranger = new ApertureClient({ baseUrl: daemon.api, token: () => undefined });
  const tried = [
    stranger.plugins.startUpdate(registry.name),
    stranger.plugins.checkUpdates(),
    stranger.plugins.rollback(registry.name),
    stranger.plugins.pin(registry.name, true),
    stranger.plugins.addRegistry({ ...registry.address, name: "mine" }),
  ];
  expect(new Set(await Promise.all(tried.map(problemOf)))).toEqual(new Set(["token_required"]));
});
