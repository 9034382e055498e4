import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureClient } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { conversationOf, GovernedAgent } from "../support/governed-agent.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";
import { anthropicReply, anthropicTokenCount } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// A plugin that keeps mail addresses back, and a database that is damaged, gone or cannot be opened: Aperture starts, and what the
// plugin kept back does not leave because nobody remembers the plugin (law 4).

const secret = "mara@shop.example";
const body = { ...conversationOf("anthropic", { user: "who?", result: `write to ${secret}` }), stream: false };
const manifest = {
  name: "keep-back",
  stages: [{ at: "after_parse" as const, onError: "block" as const, filter: { role: ["tool_result" as const] } }],
  permissions: { blocks: { read: "content" as const, write: ["content" as const] } },
};
const code = `export default { stages: { after_parse(blocks, ctx) {
  blocks.where({ role: "tool_result" }).content((block) => ctx.text.replace(block, /[a-z]+@[a-z.]+/g, "(address)"), "an address");
} } };`;
const usage = { input: 20, output: 5, cacheRead: 0 };

let folder: string;
let home: string;
let plugin: string;
let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;

async function start(): Promise<void> {
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin }, home });
  const token = readFileSync(join(home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
}
const send = (target?: string) => new GovernedAgent(daemon.proxyPort, "one").send(body, {}, target);
const sent = (): string => upstream.seen.map((request) => request.body.toString()).join("\n");
const marker = (): string => join(home, "protecting-plugins.json");
const database = (): string => join(home, "aperture.db");
const packages = (): string[] => readdirSync(join(home, "plugins", "keep-back"));
const install = () => api.plugins.install({ path: plugin, grant: "all" });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aperture-without-"));
  home = join(folder, "home");
  mkdirSync(home);
  plugin = writePlugin(folder, manifest, code);
  upstream = await startUpstream(({ target }, index) =>
    target.includes("count_tokens")
      ? anthropicTokenCount(42)
      : anthropicReply(
          { id: `w-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage },
          { stream: false },
        ),
  );
});
afterEach(async () => {
  await daemon?.stop();
  await upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** It is installed and works, and Aperture is stopped. */
async function protectedOnce(): Promise<void> {
  await start();
  expect(await install()).toMatchObject({ state: "running" });
  expect((await send()).status).toBe(200);
  expect(upstream.seen).toHaveLength(1);
  expect(sent()).not.toContain(secret);
  expect(readFileSync(marker(), "utf8")).toContain("keep-back");
  expect(statSync(marker()).mode & 0o777).toBe(0o600);
  await daemon.stop();
  upstream.seen.length = 0;
}

async function expectRefused(): Promise<void> {
  for (const target of [undefined, "/v1/messages/count_tokens"]) {
    const answer = await send(target);
    expect(answer).toMatchObject({ status: 503, body: expect.stringContaining("plugin_blocked") });
    expect(answer.body).toMatch(/keep-back.*aperture plugin (remove|disable)/);
  }
  expect(upstream.seen).toEqual([]);
  expect((await api.health()).problems.join("\n")).toContain("keep-back");
  expect((await api.plugins.list()).plugins).toMatchObject([{ id: "keep-back", state: "quarantined", lost: true }]);
}

async function removeDatabase(): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database() + suffix, { recursive: true, force: true });
}

test("a database that cannot be opened: Aperture starts, requests pass, and it says that no plugin runs", async () => {
  mkdirSync(database());
  await start();
  expect((await send()).status).toBe(200);
  expect(sent()).toContain(secret);
  const { status, problems } = await api.health();
  expect([status, problems.join("\n")]).toEqual(["degraded", expect.stringContaining("No plugin runs")]);
  expect(await api.plugins.list()).toMatchObject({ plugins: [], trouble: expect.any(String) });
  await expect(install()).rejects.toMatchObject({ problem: { code: "store_unavailable" } });
  expect(existsSync(marker())).toBe(false);
});

test("damaged and set aside: requests are refused and the package stays, until it is installed again", async () => {
  await protectedOnce();
  const kept = packages();
  await removeDatabase();
  writeFileSync(database(), "no database ".repeat(1_000));
  await start();
  await expectRefused();
  await daemon.stop();
  await start();
  expect(packages()).toEqual(kept);
  await expectRefused();
  await expect(api.plugins.enable("keep-back")).rejects.toMatchObject({ problem: { code: "plugin_lost" } });
  expect(await install()).toMatchObject({ state: "running", lost: false, trouble: null });
  expect((await send()).status).toBe(200);
  expect(upstream.seen).toHaveLength(1);
  expect(sent()).not.toContain(secret);
  expect(packages()).toEqual(kept);
});

test("gone, and the user lets requests pass without it: nothing of it is left, also after a restart", async () => {
  await protectedOnce();
  await removeDatabase();
  await start();
  await expectRefused();
  expect(await api.plugins.remove("keep-back")).toMatchObject({ removed: "keep-back", undone: 0 });
  expect((await send()).status).toBe(200);
  expect([existsSync(marker()), existsSync(join(home, "plugins", "keep-back"))]).toEqual([false, false]);
  await daemon.stop();
  await start();
  expect([(await send()).status, (await api.health()).status]).toEqual([200, "ok"]);
});

test("not to be opened: requests are refused; disabling lets them pass; with the database it is there again", async () => {
  await protectedOnce();
  const good = ["", "-wal", "-shm"].flatMap((suffix) =>
    existsSync(database() + suffix) ? [[suffix, readFileSync(database() + suffix)] as const] : [],
  );
  await removeDatabase();
  mkdirSync(database());
  await start();
  await expectRefused();
  expect((await api.health()).problems.join("\n")).toContain("No plugin runs");
  expect(await api.plugins.disable("keep-back")).toMatchObject({ state: "disabled" });
  expect((await send()).status).toBe(200);
  await daemon.stop();
  await removeDatabase();
  for (const [suffix, bytes] of good) writeFileSync(database() + suffix, bytes);
  upstream.seen.length = 0;
  await start();
  expect((await api.plugins.info("keep-back")).lost).toBe(false);
  expect((await send()).status).toBe(200);
  expect(sent()).not.toContain(secret);
  expect(readFileSync(marker(), "utf8")).toContain("keep-back");
});

test("without what it asks for of blocks it says so, and refuses rather than let pass", async () => {
  await start();
  const { state, warnings } = await api.plugins.install({ path: plugin, grant: [] });
  expect([state, warnings]).toEqual(["running", [expect.stringContaining("blocks.read:content")]]);
  const answer = await send();
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining("blocks.read:content") });
  expect(upstream.seen).toEqual([]);
  await api.plugins.update("keep-back", { grant: "all" });
  expect((await send()).status).toBe(200);
  expect(sent()).not.toContain(secret);
});
