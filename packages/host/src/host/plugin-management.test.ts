import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PluginGraph, PluginInfo, PluginInspection } from "@aperture/sdk";
import { expect, test } from "vitest";
import { packed, tgzOf } from "../load/testing/tarball.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import { type ManifestFields, pluginFiles, writeFiles } from "./testing/plugin-folder.ts";
import { projectForTest } from "./testing/test-project.ts";

const asks: ManifestFields = {
  stages: [{ at: "after_zone" }],
  permissions: { blocks: { read: "content", write: ["level"] }, notes: true, net: ["example.com"] },
  config: { type: "object", properties: { limit: { type: "integer", default: 5, minimum: 1 } } },
};
const archiveOf = (fields: ManifestFields): string => tgzOf(packed(pluginFiles(fields))).toString("base64");

test("inspected, it is shown and nothing is kept", async () => {
  const at = await hostForTest();
  const shown = await at.host.inspect({
    archive: archiveOf({ ...asks, runtime: "native", stages: [{ at: "after_zone", onError: "block" }] }),
  });
  expect(PluginInspection.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ installed: null, files: 3, manifest: { name: "tidy" } });
  expect(shown.capabilities.map(({ capability, isNew }) => [capability, isNew])).toEqual([
    ["blocks.read:content", false],
    ["blocks.write:level", false],
    ["net:example.com", false],
    ["notes", false],
  ]);
  expect(shown.warnings.join("\n")).toMatch(/in-process.*\n.*after_zone.*not sent\n.*could send what it reads/);
  expect([await readdir(at.home), at.host.list()]).toEqual([[], []]);
});

test("values that an earlier one of that name left are told before they are handed on", async () => {
  const at = await hostForTest();
  const warnings = async () => (await at.host.inspect({ archive: archiveOf(asks) })).warnings.join();
  expect(await warnings()).not.toContain("waiting");
  await installed(at, asks);
  at.services.store.store(
    "tidy",
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
  );
  expect(await warnings()).not.toContain("waiting");
  await at.host.remove("tidy", false);
  expect(await warnings()).toContain(
    "2 values that an earlier tidy stored are waiting for it; once it is installed, `aperture plugin remove tidy --purge` drops them",
  );
  await installed(at, asks, { enable: false });
  await at.host.remove("tidy", true);
  expect(await warnings()).not.toContain("waiting");
});

test("a wider version shows what is new in it", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  const shown = await at.host.inspect({
    archive: archiveOf({ ...asks, version: "1.1.0", permissions: { ...asks.permissions, history: true } }),
  });
  expect(shown.installed).toBe("1.0.0");
  expect(shown.capabilities.filter(({ isNew }) => isNew).map(({ capability }) => capability)).toEqual(["history"]);
});

test("what was shown is what is installed, or nothing is", async () => {
  const at = await hostForTest();
  const { integrity } = await at.host.inspect({ archive: archiveOf(asks) });
  const other = archiveOf({ ...asks, permissions: { ...asks.permissions, speech: true } });
  expect(await codeOf(at.host.install({ archive: other, integrity, grant: "all" }))).toBe("plugin_changed");
  expect(await readdir(at.home)).toEqual([]);
  expect(await at.host.install({ archive: archiveOf(asks), integrity, grant: "all" })).toMatchObject({
    source: "tarball",
  });
});

test("granted is what was granted: less runs with less, more than it asks for is refused", async () => {
  const at = await hostForTest();
  await installed(at, asks, { grant: ["notes"] });
  expect(at.runners.made[0]!.permissions).toEqual({ notes: true });
  expect(
    at.host
      .info("tidy")
      .capabilities.filter(({ granted }) => granted)
      .map(({ capability }) => capability),
  ).toEqual(["notes"]);
  const error = at.host.install({ archive: archiveOf(asks), grant: ["blocks.write:levle"] });
  await expect(error).rejects.toThrow(
    /does not ask for blocks\.write:levle; it asks for .*; did you mean blocks\.write:level\?/,
  );
});

test("metadata granted in place of texts is among what holds, so that a changed list of it loses nothing", async () => {
  const at = await hostForTest();
  await installed(at, asks, { grant: ["blocks.read:metadata", "blocks.write:level", "notes"] });
  const held = () =>
    at.host
      .info("tidy")
      .capabilities.filter(({ granted }) => granted)
      .map(({ capability }) => capability);
  expect(held()).toEqual(["blocks.read:metadata", "blocks.write:level", "notes"]);
  expect(
    at.host.info("tidy").capabilities.find(({ capability }) => capability === "blocks.read:content"),
  ).toMatchObject({ granted: false });
  // As `plugin grant --without notes` and the page's switch do it.
  await at.host.update("tidy", { grant: held().filter((capability) => capability !== "notes") });
  expect(held()).toEqual(["blocks.read:metadata", "blocks.write:level"]);
  expect(at.runners.configured.at(-1)!.permissions.blocks).toMatchObject({ read: "metadata", write: ["level"] });
  await at.host.update("tidy", { grant: [...held(), "blocks.read:content"] });
  expect(held()).toEqual(["blocks.read:content", "blocks.write:level"]);
  const shown = at.host.info("tidy").capabilities.map(({ capability }) => capability);
  expect(shown).toEqual(["blocks.read:content", "blocks.write:level", "net:example.com", "notes"]);
});

test("settings are the user's own; defaults stay the plugin's, and a newer version's are taken up", async () => {
  const at = await hostForTest();
  const folder = await installed(at, {
    ...asks,
    config: { type: "object", properties: { limit: { type: "integer", default: 5 }, word: { type: "string" } } },
  });
  expect(await at.host.update("tidy", { config: { word: "x" } })).toMatchObject({
    settings: { word: "x" },
    config: { limit: 5, word: "x" },
  });
  await writeFiles(
    folder,
    pluginFiles({
      ...asks,
      version: "1.1.0",
      config: { type: "object", properties: { limit: { type: "integer", default: 9 }, word: { type: "string" } } },
    }),
  );
  expect(await at.host.install({ path: folder, grant: "all" })).toMatchObject({
    settings: { word: "x" },
    config: { limit: 9, word: "x" },
  });
});

test("native runs only where it is trusted by name, also when a linked one turns native", async () => {
  const at = await hostForTest();
  expect(await codeOf(at.host.install({ archive: archiveOf({ runtime: "native" }), grant: "all" }))).toBe(
    "plugin_untrusted",
  );
  expect(at.runners.made).toEqual([]);
  expect(await at.host.install({ archive: archiveOf({ runtime: "native" }), grant: "all", trust: true })).toMatchObject(
    { trusted: true, state: "running" },
  );
  const folder = await installed(at, { name: "linked" }, { link: true });
  await writeFiles(folder, pluginFiles({ name: "linked", runtime: "native" }));
  expect(await codeOf(at.host.reload("linked"))).toBe("plugin_untrusted");
  expect(at.host.info("linked")).toMatchObject({ trusted: false, state: "running", manifest: { runtime: "js" } });
});

test("settings: defaults are shown, what is wrong is refused, what is right reaches what runs", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  expect(at.host.info("tidy").config).toEqual({ limit: 5 });
  expect(await codeOf(at.host.update("tidy", { config: { limit: 0 } }))).toBe("plugin_config_invalid");
  expect(at.runners.configured).toEqual([]);
  expect(await at.host.update("tidy", { config: { limit: 7 } })).toMatchObject({ config: { limit: 7 } });
  expect(at.runners.configured.at(-1)!.config).toEqual({ limit: 7 });
  expect(at.services.store.get("tidy")!.config).toEqual({ limit: 7 });
});

test("taken away, it is gone from what runs, and shown by project", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  await at.host.update("tidy", { grant: ["blocks.read:metadata", "notes"] });
  expect(at.runners.configured.at(-1)!.permissions).toEqual({ blocks: { read: "metadata", write: [] }, notes: true });
  const project = await projectForTest();
  await at.host.update("tidy", { narrow: { project, without: ["notes"] } });
  const notes = () => at.host.info("tidy").capabilities.find(({ capability }) => capability === "notes");
  expect(notes()).toMatchObject({ granted: true, narrowedIn: [project] });
  await at.host.update("tidy", { narrow: { project, without: [] } });
  expect(notes()).toMatchObject({ narrowedIn: [] });
  expect(await codeOf(at.host.update("tidy", { narrow: { project, without: ["speech"] } }))).toBe("invalid_input");
  expect(await codeOf(at.host.update("tidy", { narrow: { project: "work", without: ["notes"] } }))).toBe(
    "invalid_input",
  );
});

test("what it declares and does not handle is told", async () => {
  const at = await hostForTest({ behaviour: { handlers: { stages: ["before_emit"], schedule: true } } });
  await installed(at, {
    stages: [{ at: "after_zone" }, { at: "before_emit" }],
    permissions: { events: { on: ["turn-recorded"] }, schedule: "1h", panel: true, serve: true },
  });
  const info = at.host.info("tidy");
  expect(info.unhandled).toEqual(["stages: after_zone", "events.on: turn-recorded", "panel", "serve"]);
  expect(PluginInfo.parse(info)).toEqual(info);
});

test("the graph shows who stands where, in order, between Aperture's own stages", async () => {
  const at = await hostForTest();
  await installed(at, { name: "late", stages: [{ at: "after_zone", order: "post" }] });
  await installed(at, { name: "early", stages: [{ at: "after_zone" }, { at: "on_response" }] });
  await installed(at, { name: "off", stages: [{ at: "after_zone" }] }, { enable: false });
  const graph = at.host.graph();
  expect(PluginGraph.parse(graph)).toEqual(graph);
  const slot = (name: string) => graph.slots.find(({ at: place }) => place === name)!;
  expect(slot("after_zone").stages.map(({ plugin, running }) => [plugin, running])).toEqual([
    ["early", true],
    ["late", true],
  ]);
  expect(slot("on_response").stages).toHaveLength(1);
  expect(slot("decide")).toMatchObject({ builtIn: true, stages: [] });
  expect(at.host.stagesAt("after_zone").map(({ plugin }) => plugin)).toEqual(["early", "late"]);
});

test("who would close a circle is not enabled, and its members are named", async () => {
  const at = await hostForTest();
  await installed(at, { name: "one", stages: [{ at: "after_zone", before: ["two"] }] });
  const two: ManifestFields = { name: "two", stages: [{ at: "after_zone", before: ["one"] }] };
  const refused = at.host.install({ archive: archiveOf(two), grant: "all" });
  await expect(refused).rejects.toThrow(/one → two → one|two → one → two/);
  expect(await readdir(join(at.home, "plugins"))).toEqual(["one"]);
  await at.host.install({ archive: archiveOf(two), grant: "all", enable: false });
  expect(await codeOf(at.host.enable("two"))).toBe("plugin_cycle");
  expect(at.host.info("two").state).toBe("disabled");
});

test("a linked one that brings a circle with it does not hold requests up", async () => {
  const at = await hostForTest();
  await installed(at, { name: "one", stages: [{ at: "after_zone", before: ["two"] }] });
  const folder = await installed(at, { name: "two", stages: [{ at: "after_zone" }] }, { link: true });
  await writeFiles(folder, pluginFiles({ name: "two", stages: [{ at: "after_zone", before: ["one"] }] }));
  await at.host.reload("two");
  expect(at.host.stagesAt("after_zone").map(({ plugin }) => plugin)).toEqual(["one", "two"]);
  expect(at.logged.join()).toContain("before each other");
});

test("where a source is not said, or said twice, or not whole, that is said", async () => {
  const at = await hostForTest();
  for (const source of [{}, { path: "/a", archive: "" }, { path: "relative" }])
    expect(await codeOf(at.host.inspect(source))).toBe("invalid_input");
  expect(await codeOf(at.host.install({ archive: archiveOf({}), grant: "all", link: true }))).toBe("invalid_input");
});

test("at once, operations end with the last one's word", async () => {
  const at = await hostForTest();
  await installed(at, asks);
  const { enable, disable } = at.host;
  await Promise.all([disable("tidy"), enable("tidy"), disable("tidy"), enable("tidy"), at.host.reload("tidy")]);
  expect([at.host.info("tidy").state, at.runners.live.size]).toEqual(["running", 1]);
  await Promise.all([enable("tidy"), disable("tidy")]);
  expect([at.host.info("tidy").state, at.services.store.get("tidy")!.wanted, at.runners.live.size]).toEqual([
    "disabled",
    "disabled",
    0,
  ]);
  const results = await Promise.all([
    codeOf(at.host.remove("tidy", true)),
    codeOf(enable("tidy")),
    codeOf(at.host.remove("tidy", true)),
  ]);
  expect(results[0]).toBe("nothing");
  expect([at.host.list(), at.services.store.all(), at.runners.live.size]).toEqual([[], [], 0]);
});

test("a folder that stands where the plugins' folder should leaves everything as it was", async () => {
  const at = await hostForTest();
  await mkdir(join(at.home, "plugins"));
  await writeFiles(join(at.home, "plugins"), { tidy: "a file of somebody" });
  expect(await codeOf(at.host.install({ archive: archiveOf(asks), grant: "all" }))).toMatch(/EEXIST|ENOTDIR/);
  expect([await readdir(join(at.home, "plugins")), at.host.list(), at.services.store.all()]).toEqual([
    ["tidy"],
    [],
    [],
  ]);
});

test("where the record cannot be kept, neither are the files; an older version goes on", async () => {
  const at = await hostForTest();
  const { put } = at.services.store;
  const full = (): never => {
    throw new Error("disk full");
  };
  at.services.store.put = full;
  expect(await codeOf(at.host.install({ archive: archiveOf(asks), grant: "all" }))).toContain("disk full");
  expect([await readdir(join(at.home, "plugins")), at.host.list(), at.runners.made]).toEqual([[], [], []]);
  at.services.store.put = put;
  await installed(at, asks);
  at.services.store.put = full;
  const next = { ...asks, version: "2.0.0" };
  expect(await codeOf(at.host.install({ archive: archiveOf(next), grant: "all" }))).toContain("disk full");
  expect(await readdir(join(at.home, "plugins", "tidy"))).toEqual([expect.stringMatching(/^1\.0\.0-/)]);
  const { state, manifest } = at.host.info("tidy");
  expect([at.services.store.get("tidy")!.version, manifest.version, state]).toEqual(["1.0.0", "1.0.0", "running"]);
  expect(at.runners.live.size).toBe(1);
  at.services.store.put = put;
});
