import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PluginInfo } from "@aperture/sdk";
import { expect, test } from "vitest";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { testSources } from "./testing/sources.ts";
import type { TestHost } from "./testing/test-host.ts";

const asks: ManifestFields = {
  stages: [{ at: "after_zone" }],
  permissions: { blocks: { read: "content", write: ["level"] }, notes: true },
  config: { type: "object", properties: { limit: { type: "integer", default: 5 } } },
};
const wider: ManifestFields = { ...asks, permissions: { ...asks.permissions, history: true } };
const sources = () => testSources({ "1.0.0": { fields: asks }, "1.1.0": { fields: wider }, "1.2.0": { fields: asks } });
const install = (at: TestHost, version: string, more = {}) =>
  at.host.install({ spec: `tidy@${version}`, grant: "all", ...more });
const kept = async (at: TestHost) =>
  (await readdir(join(at.home, "plugins", "tidy"))).map((name) => name.slice(0, 5)).sort();

test("the version before comes back at once and without any source, with its grants and the settings of now", async () => {
  const from = sources();
  const at = await hostForTest({ sources: from });
  await install(at, "1.0.0", { grant: ["notes"] });
  await at.host.update("tidy", { config: { limit: 7 } });
  expect(await install(at, "1.1.0")).toMatchObject({ previous: "1.0.0", settings: { limit: 7 } });
  await at.host.update("tidy", { config: { limit: 9 } });
  from.goOffline();
  const back = await at.host.rollback("tidy", { reason: "it looked wrong" });
  expect(PluginInfo.parse(back)).toEqual(back);
  expect(back).toMatchObject({
    state: "running",
    manifest: { version: "1.0.0" },
    previous: "1.1.0",
    settings: { limit: 9 },
  });
  expect(at.services.store.get("tidy")?.granted).toEqual(["notes"]);
  expect(at.runners.made.at(-1)).toMatchObject({ permissions: { notes: true }, config: { limit: 9 } });
  expect(at.services.told.filter(({ type }) => type === "plugin-rolled-back")).toEqual([
    { type: "plugin-rolled-back", data: { plugin: "tidy", from: "1.1.0", to: "1.0.0", reason: "it looked wrong" } },
  ]);
  // Redone the same way.
  const again = await at.host.rollback("tidy");
  expect(again).toMatchObject({ manifest: { version: "1.1.0" }, previous: "1.0.0", settings: { limit: 9 } });
  expect(at.services.store.get("tidy")?.granted).toContain("history");
});

test("out of quarantine, and still off where it was off", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  at.runners.behaviour.start = (options) =>
    options.plugin.manifest.version === "1.1.0" ? Promise.reject(new Error("it is broken")) : Promise.resolve();
  at.runners.crash();
  await expect.poll(() => at.host.info("tidy").state, { timeout: 10_000 }).toBe("quarantined");
  expect(await at.host.rollback("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  expect(at.services.store.get("tidy")).toMatchObject({ quarantine: null, previous: { version: "1.1.0" } });
  await at.host.disable("tidy");
  expect(await at.host.rollback("tidy")).toMatchObject({ state: "disabled", manifest: { version: "1.1.0" } });
});

test("a version before that does not start leaves the one that runs", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  at.runners.behaviour.start = () => Promise.reject(new Error("not any more"));
  await expect(at.host.rollback("tidy")).rejects.toThrow("not any more");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.1.0" }, previous: "1.0.0" });
  expect(at.services.told.map(({ type }) => type)).not.toContain("plugin-rolled-back");
});

test("changed files of the version before are not run", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  const [old] = (await readdir(join(at.home, "plugins", "tidy"))).filter((name) => name.startsWith("1.0.0"));
  await writeFile(join(at.home, "plugins", "tidy", old!, "plugin.js"), "export default { changed: true };");
  expect(await codeOf(at.host.rollback("tidy"))).toBe("plugin_changed");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.1.0" } });
});

test("one version before is kept, over restarts, and no other", async () => {
  const from = sources();
  const first = await hostForTest({ sources: from });
  await install(first, "1.0.0");
  expect(first.host.info("tidy").previous).toBeNull();
  expect(await codeOf(first.host.rollback("tidy"))).toBe("plugin_no_previous");
  await install(first, "1.1.0");
  await install(first, "1.2.0");
  expect(await kept(first)).toEqual(["1.1.0", "1.2.0"]);
  const at = await first.restart();
  await expect.poll(() => at.host.info("tidy").state).toBe("running");
  from.goOffline();
  expect(await at.host.rollback("tidy")).toMatchObject({ manifest: { version: "1.1.0" }, previous: "1.2.0" });
  expect(await kept(at)).toEqual(["1.1.0", "1.2.0"]);
  await at.host.remove("tidy", false);
  expect(await readdir(join(at.home, "plugins"))).toEqual([]);
  await at[Symbol.asyncDispose]();
});

test("the same content once more is no other version; the one before installed anew takes its own place", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.0.0");
  expect(at.host.info("tidy").previous).toBeNull();
  await install(at, "1.1.0");
  await install(at, "1.1.0");
  expect(at.host.info("tidy").previous).toBe("1.0.0");
  await install(at, "1.0.0");
  expect(at.host.info("tidy")).toMatchObject({ manifest: { version: "1.0.0" }, previous: "1.1.0" });
  expect(await kept(at)).toEqual(["1.0.0", "1.1.0"]);
});

test("pinned it stays as it is, by hand too, until it is unpinned", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  expect(at.host.pin("tidy", true)).toMatchObject({ pinned: true });
  expect(await codeOf(install(at, "1.2.0"))).toBe("plugin_pinned");
  expect(await codeOf(at.host.rollback("tidy"))).toBe("plugin_pinned");
  expect((await at.host.inspect({ spec: "tidy@1.2.0" })).warnings.join()).toContain("pinned to 1.1.0");
  // What is there may be put there again.
  expect(await install(at, "1.1.0")).toMatchObject({ pinned: true, state: "running" });
  expect(JSON.parse(await readFile(join(at.home, "plugins.lock"), "utf8")).plugins.tidy.pinned).toBe(true);
  expect(at.host.pin("tidy", false)).toMatchObject({ pinned: false });
  expect(await install(at, "1.2.0")).toMatchObject({ manifest: { version: "1.2.0" } });
});

test("a folder that was linked comes back as the folder it is", async () => {
  const at = await hostForTest({ sources: sources() });
  const folder = await installed(at, asks, { link: true });
  await install(at, "1.1.0");
  await at.host.rollback("tidy");
  expect(at.services.store.get("tidy")).toMatchObject({ source: "linked", folder });
  await install(at, "1.2.0");
  await install(at, "1.1.0");
  expect(await readdir(folder)).toContain("plugin.js");
});

test("what cannot be kept comes back all the same: a good version must not wait for room on a disk", async () => {
  const at = await hostForTest({ sources: sources() });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  const { put } = at.services.store;
  Object.assign(at.services.store, {
    put() {
      throw new Error("the disk is full");
    },
  });
  expect(await at.host.rollback("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  expect(at.logged.join()).toContain("the disk is full");
  // Anything else is refused, and what runs goes on.
  await expect(install(at, "1.2.0")).rejects.toThrow("the disk is full");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  Object.assign(at.services.store, { put });
  expect(at.services.store.get("tidy")?.version).toBe("1.1.0");
});

test("what was withdrawn does not come back, unless its user says so all the same", async () => {
  const from = sources();
  const at = await hostForTest({ sources: from });
  await install(at, "1.0.0");
  await install(at, "1.1.0");
  from.withdrawn.set("1.0.0", "it steals keys");
  await expect(at.host.rollback("tidy")).rejects.toThrow("1.0.0 was not taken: it was withdrawn: it steals keys");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.1.0" }, warnings: [] });
  const back = await at.host.rollback("tidy", { force: true });
  expect(back).toMatchObject({ manifest: { version: "1.0.0" }, state: "running" });
  expect(back.warnings.join()).toContain("1.0.0 was withdrawn: it steals keys");
});
