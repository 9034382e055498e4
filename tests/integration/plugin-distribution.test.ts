import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { ApertureClient, type PluginAudit, type PluginSearch, type PluginUpdate } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CachedConversation, type CachingUpstream, startCachingUpstream } from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

// Plugins by name, from version to version and back, at the command line of one running Aperture without a network.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let agent: CachedConversation;

beforeAll(async () => {
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
  agent = new CachedConversation(sandbox.ports.proxy, "shop");
  for (let turn = 0; turn < 3; turn++) await agent.say();
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
});

const plugin = (...args: string[]) => sandbox.cli(["plugin", ...args]);
async function json<T>(...args: string[]): Promise<T> {
  const ran = await plugin(...args, "--json");
  expect(ran, args.join(" ")).toMatchObject({ code: 0 });
  return JSON.parse(ran.stdout) as T;
}

const client = (): ApertureClient =>
  new ApertureClient({ baseUrl: `http://127.0.0.1:${sandbox.ports.api}`, token: () => readToken(sandbox.home) });

const manifest = {
  name: "noter",
  stages: [{ at: "after_parse" as const }],
  permissions: { blocks: { read: "metadata" as const, write: [] } },
};
const code = (more = ""): string => `export default { stages: { after_parse(blocks, ctx) { ${more} } } };\n`;
const widened = { ...manifest, version: "1.2.0", permissions: { ...manifest.permissions, panel: true } };

/** Writes the next version into the author's folder. */
const publish = (fields: object, source: string): void =>
  void writePlugin(sandbox.project, { ...manifest, ...fields }, source);

test("what ships is found, looked at and installed by its name", async () => {
  const { results, troubles } = await json<PluginSearch>("search", "trim");
  expect(troubles).toEqual([]);
  expect(results).toContainEqual(
    expect.objectContaining({ name: "trim-old-results", kind: "plugin", installed: null }),
  );
  const looked = await plugin("info", "trim-old-results");
  expect(looked).toMatchObject({ code: 0, stderr: expect.stringContaining("It is not installed") });
  expect(looked.stdout).toContain("signed with this release of Aperture");
  const installed = await plugin("install", "trim-old-results", "--yes", "--grant", "all");
  expect(installed).toMatchObject({ code: 0, stdout: "trim-old-results 1.0.0: running\n" });
  const info = await client().plugins.info("trim-old-results");
  expect(info).toMatchObject({
    provenance: { kind: "bundled", spec: "trim-old-results" },
    pinned: false,
    previous: null,
  });
  expect(info.provenance.publisher).toMatch(/^ed25519:[0-9a-f]{64}$/);
  const lock = readFileSync(join(sandbox.home, "plugins.lock"), "utf8");
  expect(lock).toContain("trim-old-results");
  expect((await plugin("remove", "trim-old-results", "--purge")).code).toBe(0);
});

test("a name that is nearly right names the right one, and leaves nothing", async () => {
  const before = readdirSync(sandbox.home, { recursive: true }).filter((path) => !String(path).includes("aperture.db"));
  const ran = await plugin("install", "trim-old-resluts", "--yes", "--grant", "all");
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining("trim-old-results") });
  const after = readdirSync(sandbox.home, { recursive: true }).filter((path) => !String(path).includes("aperture.db"));
  expect(after).toEqual(before);
});

test("a newer version is proved, asks for more, is swapped, and goes back", async () => {
  publish({ version: "1.0.0" }, code());
  expect(await plugin("install", "./noter", "--yes", "--grant", "all")).toMatchObject({ code: 0 });
  await agent.say();

  publish({ version: "1.1.0" }, code("ctx.log.info('newer');"));
  const dry = await plugin("update", "noter", "--from", "./noter", "--dry-run", "--json");
  expect((JSON.parse(dry.stdout) as PluginUpdate).version).toBe("1.1.0");
  expect((await client().plugins.info("noter")).manifest.version).toBe("1.0.0");

  const update = await json<PluginUpdate>("update", "noter", "--from", "./noter");
  expect(update).toMatchObject({ installed: "1.0.0", version: "1.1.0", diff: { widens: false } });
  expect(update.proof?.requests).toBeGreaterThan(0);
  expect(update.proof?.passed).toBe(true);
  expect(await client().plugins.info("noter")).toMatchObject({ manifest: { version: "1.1.0" }, previous: "1.0.0" });

  publish(widened, code());
  const waits = await plugin("update", "noter", "--from", "./noter");
  expect(waits.code).toBe(4);
  expect(waits.stdout + waits.stderr).toContain("panel");
  expect((await client().plugins.info("noter")).manifest.version).toBe("1.1.0");
  await json<PluginUpdate>("update", "noter", "--from", "./noter", "--grant", "all");
  expect((await client().plugins.info("noter")).manifest.version).toBe("1.2.0");

  expect(await plugin("rollback", "noter")).toMatchObject({ code: 0, stdout: "noter 1.1.0: running\n" });
  expect(await agent.say()).toBe(200);
});

test("one that fails on what was recorded is refused, and the installed one goes on", async () => {
  publish({ version: "1.3.0" }, code("throw new Error('new and broken');"));
  const ran = await plugin("update", "noter", "--from", "./noter");
  expect(ran.code).toBe(4);
  expect(ran.stdout + ran.stderr).toContain("fail");
  expect(await client().plugins.info("noter")).toMatchObject({ manifest: { version: "1.1.0" }, state: "running" });
});

test("it stays where it was pinned, and the audit says what is known of it", async () => {
  expect((await plugin("pin", "noter")).stdout).toBe("noter stays at 1.1.0\n");
  publish({ version: "1.4.0" }, code());
  expect((await plugin("update", "noter", "--from", "./noter")).code).toBe(4);
  expect((await client().plugins.info("noter")).manifest.version).toBe("1.1.0");
  expect((await plugin("pin", "noter", "--off")).code).toBe(0);
  const { findings, checked } = await json<PluginAudit>("audit");
  expect(checked).toBe(1);
  expect(findings).toContainEqual(expect.objectContaining({ plugin: "noter", code: "unsigned" }));
});

test("registries are listed, and none is added that cannot prove itself", async () => {
  const { registries } = await client().plugins.registries();
  expect(registries[0]).toMatchObject({ name: "bundled", kind: "bundled", trouble: null });
  const ran = await plugin("registry", "add", "team", "./nowhere", "--root", "a".repeat(64));
  expect(ran.code).not.toBe(0);
  expect((await client().plugins.registries()).registries).toEqual(registries);
});
