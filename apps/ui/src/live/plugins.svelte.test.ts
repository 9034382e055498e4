import "../testing/runes.ts";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { samplePlugin } from "../testing/sample-plugin.ts";
import { Plugins, type PluginsClient } from "./plugins.svelte.ts";

function setUp(change: Partial<PluginsClient> = {}) {
  const asked: unknown[] = [];
  const plugin = samplePlugin();
  const note =
    (word: string) =>
    async (...given: unknown[]) => {
      asked.push([word, ...given]);
      return plugin;
    };
  const plugins = new Plugins({
    list: async () => ({ safeMode: false, trouble: null, plugins: [plugin] }),
    enable: note("enable"),
    disable: note("disable"),
    release: note("release"),
    reload: note("reload"),
    update: note("update"),
    undo: async (_, how) => {
      asked.push(["undo", how]);
      return { undone: 1 };
    },
    remove: async (id, { purge = false } = {}) => ({ removed: id, purged: purge, undone: 3 }),
    ...change,
  });
  return { plugins, plugin, asked };
}

test("finds a plugin once the list was read, and does a word to it", async () => {
  const { plugins, asked } = setUp();
  expect(plugins.find("short-results")).toBeUndefined();
  await plugins.load();
  expect(plugins.find("short-results")?.state).toBe("running");
  for (const word of ["enable", "disable", "release", "reload"] as const)
    expect(await plugins.run("short-results", word)).toBe(true);
  expect(asked).toEqual([
    ["enable", "short-results"],
    ["disable", "short-results"],
    ["release", "short-results"],
    ["reload", "short-results"],
  ]);
});

test("a capability is given and taken as the whole list of what is granted from now on", async () => {
  const { plugins, plugin, asked } = setUp();
  await plugins.grant(plugin, "net:localhost:9091", true);
  await plugins.grant(plugin, "panel", false);
  expect(asked).toEqual([
    ["update", "short-results", { grant: ["blocks.read:content", "panel", "net:localhost:9091"] }],
    ["update", "short-results", { grant: ["blocks.read:content"] }],
  ]);
});

test("in a project, what was taken away there already stays away; other projects are not named", async () => {
  const { plugins, plugin, asked } = setUp();
  await plugins.narrow(plugin, "panel", "/shop", true);
  await plugins.narrow(plugin, "blocks.read:content", "/shop", false);
  await plugins.narrow(plugin, "panel", "/other", true);
  expect(asked).toEqual([
    ["update", "short-results", { narrow: { project: "/shop", without: ["blocks.read:content", "panel"] } }],
    ["update", "short-results", { narrow: { project: "/shop", without: [] } }],
    ["update", "short-results", { narrow: { project: "/other", without: ["panel"] } }],
  ]);
});

test("says what came of taking back and of removing", async () => {
  const { plugins, asked } = setUp();
  await plugins.undo("short-results", "now");
  expect(asked).toEqual([["undo", { apply: "now" }]]);
  expect(plugins.said).toBe("1 change taken back");
  await plugins.remove("short-results", true);
  expect(plugins.said).toBe("short-results is removed, with what it stored; 3 of its changes taken back");
  await plugins.run("short-results", "reload");
  expect(plugins.said).toBeUndefined();
});

test("without the token it says how to get it, and nothing has changed", async () => {
  const { plugins } = setUp({ disable: refusal(401, "This needs the token") });
  await plugins.load();
  expect(await plugins.run("short-results", "disable")).toBe(false);
  expect(plugins.deed.trouble).toBe("This needs the token: open this page with `aperture open`");
  expect(plugins.all).toHaveLength(1);
});

test("why nothing is known of what is installed, and what protected and is lost", async () => {
  const lost = samplePlugin({ state: "quarantined", lost: true, trouble: "no record of it" });
  let left = [lost];
  const { plugins } = setUp({
    list: async () => ({ safeMode: false, trouble: left.length > 0 ? "it is a folder" : null, plugins: left }),
    disable: async () => {
      left = [];
      return { ...lost, state: "disabled" };
    },
  });
  expect(plugins.trouble).toBeUndefined();
  await plugins.load();
  expect([plugins.trouble, plugins.find(lost.id)?.lost]).toEqual(["it is a folder", true]);
  expect(await plugins.letGo(lost.id)).toBe(true);
  expect(plugins.said).toBe("requests pass without short-results");
  expect([plugins.trouble, plugins.all]).toEqual([undefined, []]);
});

test("what is lost and cannot be let go stays, and says why", async () => {
  const lost = samplePlugin({ state: "quarantined", lost: true });
  const { plugins } = setUp({
    list: async () => ({ safeMode: false, trouble: null, plugins: [lost] }),
    disable: refusal(503, "The marker cannot be written"),
  });
  await plugins.load();
  expect(await plugins.letGo(lost.id)).toBe(false);
  expect([plugins.said, plugins.deed.trouble, plugins.all]).toEqual([
    undefined,
    expect.stringContaining("The marker cannot be written"),
    [lost],
  ]);
});
