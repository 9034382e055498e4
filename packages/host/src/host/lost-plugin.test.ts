import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { expect, onTestFinished, test } from "vitest";
import type { PluginServices } from "./services.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest } from "./testing/installed-plugin.ts";
import { memoryServices } from "./testing/memory-services.ts";
import { type ManifestFields, pluginFolder } from "./testing/plugin-folder.ts";

const guarding: ManifestFields = {
  stages: [{ at: "before_emit", onError: "block" }],
  permissions: { blocks: { read: "content", write: [] } },
};

/** A program whose store knows nothing of `tidy`, which protected; `store`: one that cannot be read. */
async function withLost(change: Partial<PluginServices> = {}) {
  const lost = new Map([["tidy", "the database has no record of it"]]);
  const services: PluginServices = {
    ...memoryServices(),
    protection: {
      lost: () => [...lost].map(([id, reason]) => ({ id, reason })),
      forget: (id) => void lost.delete(id),
    },
    ...change,
  };
  const at = await hostForTest({ services: () => services });
  const run = () => at.host.stagesAt("before_emit")[0]!.run([blockFacts(1)], requestFacts());
  const folder = await pluginFolder(guarding);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { ...at, services, lost, run, folder };
}

test("it keeps requests back, and says what it is and why", async () => {
  const { host, run, runners } = await withLost();
  expect([host.blocks(), host.hasStages()]).toEqual([["tidy"], true]);
  await expect(run()).rejects.toMatchObject({ code: "plugin_lost", message: expect.stringContaining("no record") });
  expect(host.list()).toMatchObject([{ id: "tidy", state: "quarantined", lost: true, trouble: expect.any(String) }]);
  expect(runners.made).toEqual([]);
});

test("nothing but removing, disabling and installing it is possible", async () => {
  const { host, services } = await withLost();
  for (const work of [
    host.enable("tidy"),
    host.release("tidy"),
    host.reload("tidy"),
    host.update("tidy", { grant: "all" }),
  ])
    expect(await codeOf(work)).toBe("plugin_lost");
  expect([host.blocks(), services.store.all()]).toEqual([["tidy"], []]);
});

test.each(["remove", "disable"] as const)("%s lets requests pass, and leaves no record", async (word) => {
  const { host, lost, services } = await withLost();
  const done = word === "remove" ? host.remove("tidy", false) : host.disable("tidy");
  expect(await done).toMatchObject(word === "remove" ? { undone: 0 } : { id: "tidy", state: "disabled" });
  expect([host.blocks(), host.hasStages(), host.list(), lost.size]).toEqual([[], false, [], 0]);
  expect(services.store.all()).toEqual([]);
});

test("installed and enabled again it is a plugin like any other", async () => {
  const { host, run, folder, services } = await withLost();
  expect(await host.install({ path: folder, grant: "all" })).toMatchObject({
    state: "running",
    lost: false,
    trouble: null,
  });
  expect(host.blocks()).toEqual(["tidy"]);
  expect(await run()).toMatchObject({ patch: [] });
  expect(services.store.get("tidy")).toMatchObject({ wanted: "enabled", protects: true, quarantine: null });
});

test("installed and not enabled, it keeps requests back until it is", async () => {
  const { host, run, folder } = await withLost();
  await host.install({ path: folder, grant: "all", enable: false });
  expect(host.blocks()).toEqual(["tidy"]);
  expect(await codeOf(run())).toBe("plugin_state");
  await host.release("tidy");
  expect(await run()).toMatchObject({ patch: [] });
});

test("the store's word counts for whom it knows", async () => {
  const first = await hostForTest();
  const folder = await pluginFolder(guarding);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await first.host.install({ path: folder, grant: "all" });
  const { host } = await withLost({ store: first.services.store });
  expect(host.list()).toMatchObject([{ id: "tidy", lost: false, manifest: { version: "1.0.0" } }]);
});

test("a store that cannot be read: the host starts, says so, and what protected still does", async () => {
  const closed = (): never => {
    throw new ApertureError("store_unavailable", { reason: "it is a folder" });
  };
  const store = { ...memoryServices().store, all: closed, stored: closed, put: closed, remove: closed, logs: closed };
  const { host, logged, lost, folder, home } = await withLost({ store, effect: closed, undoAll: closed });
  expect(host.trouble()).toContain("it is a folder");
  expect(logged).toEqual([expect.stringMatching(/^error: no plugin runs: .*it is a folder/)]);
  expect([host.blocks(), host.list()]).toMatchObject([["tidy"], [{ id: "tidy", lost: true }]]);
  expect(await host.inspect({ path: folder })).toMatchObject({ manifest: { name: "tidy" } });
  expect(await codeOf(host.install({ path: folder, grant: "all" }))).toBe("store_unavailable");
  expect(host.blocks()).toEqual(["tidy"]);
  expect(existsSync(join(home, "plugins", "tidy"))).toBe(false);
  expect(await host.remove("tidy", true)).toEqual({ undone: 0 });
  expect([host.blocks(), lost.size]).toEqual([[], 0]);
});

test("packages stay where nothing is known of any; what was half-written goes; removing takes those of the lost one", async () => {
  const at = await hostForTest();
  const plugins = join(at.home, "plugins");
  const kept = [join(plugins, "tidy", "1.0.0-01234567"), join(plugins, "other", "2.0.0-01234567")];
  for (const folder of [...kept, join(plugins, ".staging-1")]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "plugin.js"), "");
  }
  const services = { ...at.services, protection: { lost: () => [{ id: "tidy", reason: "r" }], forget() {} } };
  const lost = await hostForTest({ home: at.home, services: () => services });
  await lost.host.close();
  expect([...kept, join(plugins, ".staging-1")].map((folder) => existsSync(folder))).toEqual([true, true, false]);
  const folder = await pluginFolder({ name: "third" });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await at.host.install({ path: folder, grant: "all" });
  // Something is known now: what no record speaks of goes, but for what is lost.
  const later = await hostForTest({ home: at.home, services: () => services });
  await later.host.close();
  expect(kept.map((path) => existsSync(path))).toEqual([true, false]);
  const last = await hostForTest({ home: at.home, services: () => services });
  await last.host.remove("tidy", false);
  expect(existsSync(join(plugins, "tidy"))).toBe(false);
});
