import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { expect, onTestFinished, test, vi } from "vitest";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { type ManifestFields, pluginFiles, pluginFolder, writeFiles } from "./testing/plugin-folder.ts";
import { testHost } from "./testing/test-host.ts";

const stage = { at: "after_zone" as const };
const blocks = { read: "content" as const, write: ["level" as const] };
const trims: ManifestFields = { stages: [stage], permissions: { blocks } };

async function folderOf(fields: ManifestFields = trims): Promise<string> {
  const folder = await pluginFolder(fields);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing",
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );

test("installed, it runs, and stands in its slot", async () => {
  await using at = await testHost();
  const info = await at.host.install({ path: await folderOf(), grant: "all" });
  expect(info).toMatchObject({ id: "tidy", state: "running", trouble: null, source: "folder", memory: 1_000 });
  expect(at.host.hasStages()).toBe(true);
  const [hosted] = at.host.stagesAt("after_zone");
  expect(hosted?.name).toBe("plugin:tidy/after_zone");
  expect(await hosted!.run([blockFacts(1)], requestFacts())).toEqual({ patch: [], refused: [] });
  expect(at.host.stagesAt("before_emit")).toEqual([]);
  expect(at.services.told.map(({ data }) => (data as { what: string }).what)).toEqual([
    "installed",
    "enable",
    "started",
  ]);
});

test("installed without being enabled, nothing of it runs", async () => {
  await using at = await testHost();
  expect(await at.host.install({ path: await folderOf(), grant: "all", enable: false })).toMatchObject({
    state: "disabled",
  });
  expect([at.runners.made.length, at.host.hasStages(), at.host.list().length]).toEqual([0, false, 1]);
});

test("removed, nothing is left: no unit, no record, no folder, no stage", async () => {
  await using at = await testHost();
  await at.host.install({ path: await folderOf(), grant: "all" });
  at.services.store.store("tidy", new Map([["key", 1]]));
  expect(await at.host.remove("tidy", true)).toEqual({ undone: 0 });
  expect([at.runners.live.size, at.host.list().length, at.host.hasStages()]).toEqual([0, 0, false]);
  expect([at.services.store.all().length, at.services.store.stored("tidy").size]).toEqual([0, 0]);
  await vi.waitFor(async () => expect(await readdir(join(at.home, "plugins", "tidy")).catch(() => [])).toEqual([]));
  expect(() => at.host.info("tidy")).toThrow(expect.objectContaining({ code: "plugin_not_found" }));
});

test("what was wanted is wanted after a restart", async () => {
  const first = await testHost();
  await first.host.install({ path: await folderOf(), grant: "all" });
  await first.host.install({ path: await folderOf({ ...trims, name: "other" }), grant: "all", enable: false });
  await using second = await first.restart();
  await vi.waitFor(() => expect(second.host.info("tidy").state).toBe("running"));
  expect(second.host.info("other").state).toBe("disabled");
  expect(first.runners.live.size).toBe(0);
});

test("three failures in a row quarantine, over a restart; one command brings it back", async () => {
  const first = await testHost({ behaviour: { stage: () => Promise.reject(new Error("no")) } });
  await first.host.install({ path: await folderOf(), grant: "all" });
  const [hosted] = first.host.stagesAt("after_zone");
  for (let call = 0; call < 3; call++)
    expect(await code(hosted!.run([blockFacts(1)], requestFacts()))).toBe("plugin_failed");
  expect(first.host.info("tidy")).toMatchObject({ state: "quarantined", strikes: 3 });
  expect(first.host.info("tidy").trouble).toContain("no");
  expect(first.services.told.filter(({ type }) => type === "plugin-failed")).toHaveLength(3);
  expect(first.services.told.filter(({ type }) => type === "plugin-quarantined")).toHaveLength(1);
  expect(first.host.stagesAt("after_zone")).toEqual([]);
  await using second = await first.restart();
  expect(second.host.info("tidy").state).toBe("quarantined");
  expect(await second.host.release("tidy")).toMatchObject({ state: "running", strikes: 0 });
  expect(second.services.store.get("tidy")?.quarantine).toBeNull();
});

test("a success in between forgives", async () => {
  await using at = await testHost();
  await at.host.install({ path: await folderOf(), grant: "all" });
  const [hosted] = at.host.stagesAt("after_zone");
  for (let call = 0; call < 9; call++) {
    at.runners.behaviour.stage =
      call % 3 === 2 ? async () => ({ patch: [], guestMs: 0 }) : () => Promise.reject(new Error("no"));
    await hosted!.run([blockFacts(1)], requestFacts()).catch(() => {});
  }
  expect(at.host.info("tidy").state).toBe("running");
});

test("one that falls is started again, and its stage is passed by meanwhile", async () => {
  await using at = await testHost();
  await at.host.install({ path: await folderOf(), grant: "all" });
  const [hosted] = at.host.stagesAt("after_zone");
  at.runners.crash();
  expect(at.host.info("tidy").state).toBe("starting");
  expect(await hosted!.run([blockFacts(1)], requestFacts())).toBeNull();
  await vi.waitFor(() => expect(at.host.info("tidy").state).toBe("running"));
  expect(await hosted!.run([blockFacts(1)], requestFacts())).not.toBeNull();
  expect(at.runners.live.size).toBe(1);
});

test("calls that were lost with another plugin's fall are no failures of this one", async () => {
  await using at = await testHost();
  await at.host.install({ path: await folderOf({ ...trims, permissions: { blocks, panel: true } }), grant: "all" });
  const lost = () => Promise.reject(new ApertureError("plugin_gone", { plugin: "tidy" }));
  at.runners.behaviour.stage = lost;
  at.runners.behaviour.task = lost;
  const [hosted] = at.host.stagesAt("after_zone");
  for (let call = 0; call < 4; call++) {
    expect(await code(hosted!.run([blockFacts(1)], requestFacts()))).toBe("plugin_gone");
    expect((await at.host.panel("tidy")).panel).toBeNull();
  }
  expect(at.host.info("tidy")).toMatchObject({ state: "running", strikes: 0, trouble: null });
  expect(at.services.told.filter(({ type }) => type === "plugin-failed")).toEqual([]);
});

test("a new version replaces a running one when it has started, and the files before the last go", async () => {
  await using at = await testHost();
  const folder = await folderOf();
  await at.host.install({ path: folder, grant: "all" });
  await writeFiles(folder, pluginFiles({ ...trims, version: "1.1.0" }));
  const info = await at.host.install({ path: folder, grant: "all" });
  expect(info).toMatchObject({ state: "running", manifest: { version: "1.1.0" } });
  expect([at.runners.live.size, at.runners.made.length]).toEqual([1, 2]);
  const kept = async () => (await readdir(join(at.home, "plugins", "tidy"))).map((name) => name.slice(0, 5)).sort();
  expect(await kept()).toEqual(["1.0.0", "1.1.0"]);
  expect(at.services.store.get("tidy")?.version).toBe("1.1.0");
  await writeFiles(folder, pluginFiles({ ...trims, version: "1.2.0" }));
  await at.host.install({ path: folder, grant: "all" });
  expect(await kept()).toEqual(["1.1.0", "1.2.0"]);
});

test("a new version that does not start leaves the old one running, and nothing of itself", async () => {
  await using at = await testHost();
  const folder = await folderOf();
  await at.host.install({ path: folder, grant: "all" });
  await writeFiles(folder, pluginFiles({ ...trims, version: "2.0.0" }));
  at.runners.behaviour.start = () => Promise.reject(new Error("syntax"));
  expect(await code(at.host.install({ path: folder, grant: "all" }))).toContain("syntax");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  expect(await readdir(join(at.home, "plugins", "tidy"))).toEqual([expect.stringMatching(/^1\.0\.0-/)]);
  expect([at.runners.live.size, at.services.store.get("tidy")?.version]).toEqual([1, "1.0.0"]);
});

test("a linked plugin is read from its author's folder anew", async () => {
  await using at = await testHost();
  const folder = await folderOf();
  await at.host.install({ path: folder, grant: "all", link: true });
  await writeFiles(folder, pluginFiles({ ...trims, version: "1.0.1" }, "export default { changed: true };"));
  expect(await at.host.reload("tidy")).toMatchObject({ source: "linked", manifest: { version: "1.0.1" } });
  expect(new TextDecoder().decode(at.runners.made.at(-1)!.plugin.entry)).toContain("changed");
  await at.host.remove("tidy", true);
  expect(await readdir(folder)).toContain("plugin.js");
});

test("a reload behind an update reads the files of the update", async () => {
  await using at = await testHost();
  const folder = await folderOf();
  await at.host.install({ path: folder, grant: "all" });
  await writeFiles(folder, pluginFiles({ ...trims, version: "1.1.0" }));
  // Asked for while the update is under way: the folder that is known then is gone when its turn comes.
  const updated = at.host.install({ path: folder, grant: "all" });
  const reloaded = at.host.reload("tidy");
  const removed = at.host.remove("tidy", true);
  const late = code(at.host.reload("tidy"));
  await updated;
  expect(await reloaded).toMatchObject({ state: "running", manifest: { version: "1.1.0" } });
  await removed;
  expect(await late).toBe("plugin_not_found");
});

test("files that were changed behind Aperture's back are not run", async () => {
  const first = await testHost();
  await first.host.install({ path: await folderOf(), grant: "all" });
  await writeFiles(first.services.store.get("tidy")!.folder, { "plugin.js": "export default { evil: true };" });
  await using second = await first.restart();
  await vi.waitFor(() => expect(second.host.info("tidy").trouble).toContain("another hash"));
  expect(second.runners.made).toEqual([]);
});

test("safe mode runs nothing and says so", async () => {
  await using at = await testHost({ safeMode: true, safeModeWhy: "--safe-mode" });
  const folder = await folderOf({ ...trims, stages: [{ ...stage, onError: "block" }] });
  expect(await code(at.host.install({ path: folder, grant: "all" }))).toBe("plugins_off");
  await at.host.install({ path: folder, grant: "all", enable: false });
  expect(await code(at.host.enable("tidy"))).toBe("plugins_off");
  expect([at.host.hasStages(), at.host.blocks(), at.host.safeMode]).toEqual([false, [], true]);
});

test("one that protects is waited for, and then the request must not leave", async () => {
  const started = Promise.withResolvers<void>();
  await using at = await testHost({ behaviour: { start: () => started.promise } });
  const installing = at.host.install({
    path: await folderOf({ ...trims, stages: [{ ...stage, onError: "block" }] }),
    grant: "all",
  });
  await vi.waitFor(() => expect(at.host.blocks()).toEqual(["tidy"]));
  const [hosted] = at.host.stagesAt("after_zone");
  expect(await code(hosted!.run([blockFacts(1)], requestFacts()))).toBe("plugin_not_ready");
  const waiting = hosted!.run([blockFacts(1)], requestFacts());
  started.resolve();
  expect(await waiting).toEqual({ patch: [], refused: [] });
  await installing;
});

test("one that protects stands in its slot in quarantine, too, until somebody disables it", async () => {
  await using at = await testHost({ behaviour: { stage: () => Promise.reject(new Error("no")) } });
  await at.host.install({ path: await folderOf({ ...trims, stages: [{ ...stage, onError: "block" }] }), grant: "all" });
  for (let call = 0; call < 3; call++)
    await at.host
      .stagesAt("after_zone")[0]!
      .run([blockFacts(1)], requestFacts())
      .catch(() => {});
  expect(at.host.info("tidy").state).toBe("quarantined");
  expect(at.host.blocks()).toEqual(["tidy"]);
  expect(await code(at.host.stagesAt("after_zone")[0]!.run([blockFacts(1)], requestFacts()))).toBe("plugin_state");
  await at.host.disable("tidy");
  expect([at.host.blocks(), at.host.stagesAt("after_zone")]).toEqual([[], []]);
});

test("one that protects holds requests back although its files are gone", async () => {
  const first = await testHost();
  await first.host.install({
    path: await folderOf({ ...trims, stages: [{ ...stage, onError: "block" }] }),
    grant: "all",
  });
  await rm(first.services.store.get("tidy")!.folder, { recursive: true });
  await using second = await first.restart();
  expect(second.host.blocks()).toEqual(["tidy"]);
  await vi.waitFor(() => expect(second.host.info("tidy").trouble).not.toBeNull());
  const [hosted] = second.host.stagesAt("before_emit");
  expect(await code(hosted!.run([blockFacts(1)], requestFacts()))).toMatch(/plugin_not_ready|plugin_state/);
});

test("quarantined while a new version started, the new one is what is released", async () => {
  await using at = await testHost();
  const folder = await folderOf();
  await at.host.install({ path: folder, grant: "all" });
  await writeFiles(folder, pluginFiles({ ...trims, version: "1.1.0" }));
  const started = Promise.withResolvers<void>();
  at.runners.behaviour.start = () => started.promise;
  const installing = at.host.install({ path: folder, grant: "all", enable: false });
  await vi.waitFor(() => expect(at.runners.made).toHaveLength(2));
  at.runners.behaviour.stage = () => Promise.reject(new Error("no"));
  const [hosted] = at.host.stagesAt("after_zone");
  for (let call = 0; call < 3; call++) await code(hosted!.run([blockFacts(1)], requestFacts()));
  started.resolve();
  expect(await installing).toMatchObject({ state: "quarantined", manifest: { version: "1.1.0" } });
  expect(await at.host.release("tidy")).toMatchObject({ state: "running", manifest: { version: "1.1.0" } });
  expect(at.services.store.get("tidy")).toMatchObject({ version: "1.1.0", quarantine: null });
  expect((await readdir(join(at.home, "plugins", "tidy"))).sort()).toEqual([
    expect.stringMatching(/^1\.0\.0-/),
    expect.stringMatching(/^1\.1\.0-/),
  ]);
});
