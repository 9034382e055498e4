import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AppliedLibraryItem, type ApplyLibraryItem, type PluginInfo, PluginManifest } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaults } from "../../config/defaults.ts";
import type { Library } from "../../library/contract.ts";
import { libraryHome } from "../../library/testing/library-home.ts";
import { nativeBytes } from "../../sessions/native-bytes.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { type Control, createControl } from "../create-control.ts";
import { conversation, tellSession } from "../testing/open-test-store.ts";
import type { LibraryUse } from "./library-use.ts";

// What presets set in plugins counts for all sessions: it is checked before, kept, given back, and never half done.

type Settings = PluginInfo["settings"];
let folder: ReturnType<typeof libraryHome>;
let store: Store;
let library: Library;
let control: Control;
let use: LibraryUse;
let plugins: Map<string, Settings>;
let refused: string | null;

beforeEach(() => {
  folder = libraryHome({ plugins: () => ["timer", "notes"] });
  store = openStore({ file: ":memory:" });
  plugins = new Map<string, Settings>([
    ["timer", { every: 5 }],
    ["notes", {}],
  ]);
  refused = null;
  preset("slow", "plugins: { timer: { config: { every: 60, loud: true } } }");
  preset("slower", "plugins: { timer: { config: { every: 90 } } }");
  preset("both", "plugins: { timer: { config: { every: 7 } }, notes: { config: { loud: true } } }");
  preset("wrong", "mode: auto\nplugins: { notes: { config: { loud: true } }, timer: { config: { every: often } } }");
  preset("calm", "mode: observe");
  library = folder.open();
  control = createControl({
    store,
    library,
    config: { ...defaults, home: folder.home },
    counter: { count: async (texts: readonly string[]) => texts.map(({ length }) => length) },
    hash: nativeBytes.hash,
    now: () => 5_000,
    env: {},
    warn: () => {},
  });
  use = control.use({
    list: () => [...plugins].map(([id, settings]) => ({ id, settings, manifest: manifest(id) })),
    async update(id, { config = {} }) {
      if (id === refused) throw new Error("it does not take it");
      plugins.set(id, config as Settings);
    },
  })!;
  for (const label of ["one", "two"]) tellSession(store, conversation(), label);
});
afterEach(async () => {
  await control.close();
  await library.close();
  store.close();
  folder.remove();
});

const preset = (name: string, more: string): string =>
  folder.write(`starter/presets/${name}.yml`, `kind: preset\nname: ${name}\n${more}\n`);
const manifest = (name: string): PluginManifest =>
  PluginManifest.parse({
    name,
    version: "1.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "main.js",
    config: { type: "object", properties: { every: { type: "integer" }, loud: { type: "boolean" } } },
  });
const apply = (name: string, how: ApplyLibraryItem = {}, token = true): Promise<AppliedLibraryItem> =>
  use.apply("preset", name, { session: "one", ...how }, { token });
const remove = (name: string, how: ApplyLibraryItem = {}) => apply(name, { remove: true, ...how });
const inForce = (session: number): string | null => control.profiles!.of(session).preset;

describe("given back", () => {
  test("what was set before, what was not set at all, and it is said", async () => {
    const applied = await apply("slow");
    expect(plugins.get("timer")).toEqual({ every: 60, loud: true });
    expect(applied.notices).toEqual(["settings of plugins count for all sessions, not for one alone"]);
    const removed = await remove("slow");
    expect(plugins.get("timer")).toEqual({ every: 5 });
    expect(removed.plugins).toEqual([
      { plugin: "timer", path: "every", before: "60", after: "5" },
      { plugin: "timer", path: "loud", before: "true", after: null },
    ]);
  });

  test("a dry run says the same and gives nothing back", async () => {
    await apply("slow");
    const dry = await remove("slow", { dryRun: true });
    expect([plugins.get("timer"), inForce(1)]).toEqual([{ every: 60, loud: true }, "slow"]);
    expect((await remove("slow")).plugins).toEqual(dry.plugins);
  });

  test("not what somebody set since: that stays, and is said", async () => {
    await apply("slow");
    plugins.set("timer", { every: 30, loud: true });
    const { notices, plugins: rows } = await remove("slow");
    expect(plugins.get("timer")).toEqual({ every: 30 });
    expect(rows).toEqual([{ plugin: "timer", path: "loud", before: "true", after: null }]);
    expect(notices).toContain("timer: every stays 30: it was changed after slow set it");
  });

  test("not while another session, or every new one, has the preset", async () => {
    await apply("slow");
    await apply("slow", { session: "two" });
    const removed = await remove("slow");
    expect(plugins.get("timer")).toEqual({ every: 60, loud: true });
    expect(removed).toMatchObject({ plugins: [] });
    expect(removed.notices?.[0]).toContain("session-2 has it too");
    await apply("slow", { session: undefined, everywhere: true });
    // Its own choice is gone, and it has what every session has.
    expect(await remove("slow", { session: "two" })).toMatchObject({ plugins: [], changes: [] });
    expect((await remove("slow")).notices?.[0]).toContain("every new session, session-2 have it too");
    await remove("slow", { session: undefined, everywhere: true });
    expect(plugins.get("timer")).toEqual({ every: 5 });
  });

  test("when another preset takes its place, and across two that set the same, in any order", async () => {
    await apply("slow");
    const { plugins: rows } = await apply("calm");
    expect([rows.length, plugins.get("timer")]).toEqual([2, { every: 5 }]);
    await apply("slow");
    await apply("slower", { session: "two" });
    expect((await remove("slow")).notices).toContain("timer: every stays 90: the preset slower sets it too");
    expect(plugins.get("timer")).toEqual({ every: 90 });
    await remove("slower", { session: "two" });
    expect(plugins.get("timer")).toEqual({ every: 5 });
  });

  test("what was there before the first time, when it is applied twice", async () => {
    await apply("slow");
    await apply("slow");
    await remove("slow");
    expect(plugins.get("timer")).toEqual({ every: 5 });
  });

  test("with the token alone; without settings of plugins it needs none, and they stay", async () => {
    await apply("slow");
    await expect(apply("slow", { remove: true }, false)).rejects.toMatchObject({ code: "token_required" });
    expect(inForce(1)).toBe("slow");
    await apply("slow", { remove: true, plugins: false }, false);
    expect([inForce(1), plugins.get("timer")]).toEqual([null, { every: 60, loud: true }]);
  });

  test("also by another process: it is kept in a file that is the user's alone; a broken one gives nothing back", async () => {
    await apply("slow");
    const file = join(folder.home, "plugin-settings-before.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8")).settings).toContainEqual({
      preset: "slow",
      plugin: "timer",
      path: "every",
      before: 5,
      after: 60,
    });
    writeFileSync(file, "{");
    await remove("slow");
    expect([inForce(1), plugins.get("timer")]).toEqual([null, { every: 60, loud: true }]);
  });
});

describe("never half done", () => {
  test("settings that a plugin's schema refuses are refused before anything is done, in a dry run too", async () => {
    for (const dryRun of [true, false])
      await expect(apply("wrong", { dryRun })).rejects.toMatchObject({
        code: "plugin_config_invalid",
        facts: { plugin: "timer", pointer: "/every" },
      });
    expect([inForce(1), plugins.get("notes"), plugins.get("timer")]).toEqual([null, {}, { every: 5 }]);
  });

  test("where one plugin does not take it nevertheless, the others and the session are as they were", async () => {
    refused = "notes";
    await expect(apply("both")).rejects.toThrow("does not take it");
    expect([inForce(1), plugins.get("timer")]).toEqual([null, { every: 5 }]);
    refused = null;
    await apply("both");
    await remove("both");
    expect([plugins.get("timer"), plugins.get("notes")]).toEqual([{ every: 5 }, {}]);
  });

  test("where the configuration cannot be written, plugins are as they were", async () => {
    folder.write("home/config.yml", "preset: [");
    await expect(apply("slow", { session: undefined, everywhere: true })).rejects.toThrow();
    expect(plugins.get("timer")).toEqual({ every: 5 });
  });

  test("what happens to plugins is not told among what counts in the session", async () => {
    const { changes } = await apply("both", { plugins: false });
    expect(changes.filter(({ path }) => path.startsWith("plugins."))).toEqual([]);
  });
});

describe("inside a trusted project", () => {
  beforeEach(() => {
    folder.write("project/.aperture.yml", "preset: calm\n");
    folder.write("project/.aperture/presets/slow.yml", "kind: preset\nname: slow\nmode: auto\n");
    folder.write(
      "project/.aperture/presets/theirs.yml",
      "kind: preset\nname: theirs\nplugins: { timer: { config: { every: 9 } } }\n",
    );
    library.trust(folder.project, true, library.project(folder.project).digest!);
    store.sessions.update(1, { project: folder.project });
    control.profiles!.forget(1);
  });

  test("its own item is the one that is checked, applied and compared; whom it hides is said", async () => {
    // The user's `slow` sets plugins and takes the token; the project's of that name does not.
    const applied = await apply("slow", {}, false);
    expect(applied.changes).toContainEqual({ path: "mode", before: "observe", after: "auto" });
    expect(applied.notices).toEqual([
      "it is the project's own preset slow: here it counts in place of the starter library's of that name",
    ]);
    expect(plugins.get("timer")).toEqual({ every: 5 });
    const sides = [
      { kind: "preset", name: "slow" },
      { kind: "preset", name: "calm" },
    ] as const;
    expect(use.compare(...sides, folder.project).rows.map(({ path }) => path)).toEqual(["mode"]);
    expect(use.compare(...sides).rows.map(({ path }) => path)).toContain("plugins.timer.every");
  });

  test("one that it alone has can be applied there, with the token for what it sets, and nowhere else", async () => {
    await expect(apply("theirs", {}, false)).rejects.toMatchObject({ code: "token_required" });
    await apply("theirs");
    expect([inForce(1), plugins.get("timer")]).toEqual(["theirs", { every: 9 }]);
    await expect(apply("theirs", { session: "two" })).rejects.toMatchObject({ code: "library_not_found" });
  });

  test("lists and items say whom it hides", () => {
    expect(library.get("preset", "slow", folder.project).hides).toEqual(["starter"]);
    expect(library.get("preset", "slow").hides).toBeUndefined();
    expect(library.list({ kind: "preset", project: folder.project }).find(({ name }) => name === "theirs")?.hides).toBe(
      undefined,
    );
  });
});
