import { type PluginInfo, PluginManifest } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfigFile } from "../../config/config-file.ts";
import { defaults } from "../../config/defaults.ts";
import type { Library } from "../../library/contract.ts";
import { libraryHome } from "../../library/testing/library-home.ts";
import { nativeBytes } from "../../sessions/native-bytes.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { type Control, createControl } from "../create-control.ts";
import { conversation, tellSession } from "../testing/open-test-store.ts";
import type { LibraryUse } from "./library-use.ts";

let folder: ReturnType<typeof libraryHome>;
let store: Store;
let library: Library;
let control: Control;
let warnings: string[];
let sets: { plugin: string; config: unknown }[];
type Settings = PluginInfo["settings"];
let plugins: Map<string, Settings>;
const withToken = { token: true };
const tokenless = { token: false };

beforeEach(() => {
  folder = libraryHome();
  store = openStore({ file: ":memory:" });
  warnings = [];
  sets = [];
  plugins = new Map([["timer", { every: 5 }]]);
  write("presets/calm", "kind: preset\nname: calm\nmode: observe\n");
  write("presets/eager", "kind: preset\nname: eager\nextends: calm\nmode: auto\nbudget: { strategy: condense }\n");
  write("rules/short", rule("short"));
  write("presets/ruled", "kind: preset\nname: ruled\nrules: [short]\ntemplate: desk\n");
  write("templates/desk", "kind: template\nname: desk\nzones:\n  - { select: 'role:user', zone: primacy }\n");
  library = folder.open();
  open();
});
afterEach(async () => {
  await control.close();
  await library.close();
  store.close();
  folder.remove();
});

const rule = (name: string): string =>
  `kind: rule\nname: ${name}\nwhen: { select: "role:tool_result" }\naction: { do: compress, level: minimal }\n`;
const write = (path: string, text: string): string => folder.write(`starter/${path.replace("/", "/")}.yml`, text);

function open(config: Partial<typeof defaults> = {}): void {
  control = createControl({
    store,
    library,
    config: { ...defaults, home: folder.home, ...config },
    counter: { count: async (texts: readonly string[]) => texts.map((text) => Math.ceil(text.length / 4)) },
    hash: nativeBytes.hash,
    now: () => 5_000,
    env: {},
    warn: (message) => warnings.push(message),
  });
}

const use = (): LibraryUse =>
  control.use({
    list: () => [...plugins].map(([id, settings]) => ({ id, settings, manifest: manifest(id) })),
    async update(plugin, { config = {} }) {
      sets.push({ plugin, config });
      plugins.set(plugin, config as Settings);
    },
  })!;
const manifest = (name: string): PluginManifest =>
  PluginManifest.parse({
    name,
    version: "1.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "main.js",
    config: { type: "object", properties: { every: { type: "integer" }, loud: { type: "boolean" } } },
  });
const profileOf = (session: number) => control.profiles!.of(session);
const told = (project: string | null = null, label = "a session"): number => {
  const { session } = tellSession(store, conversation(), label);
  if (project) store.sessions.update(session.n, { project });
  return session.n;
};

describe("what counts in a session", () => {
  test("nothing, where nobody says anything: its requests need not wait", () => {
    const session = told();
    expect(profileOf(session)).toMatchObject({ preset: null, isDemanding: false, missing: [] });
    expect(control.governor.governs(session)).toBe(false);
  });

  test("its own choice, else its run's, its project's, the configuration's", async () => {
    await control.close();
    open({ preset: "calm" });
    expect(profileOf(told(null, "plain")).preset).toBe("calm");
    folder.write("project/.aperture.yml", "preset: eager\n");
    const inProject = told(folder.project, "in project");
    expect(profileOf(inProject).preset).toBe("calm");
    library.trust(folder.project, true, library.project(folder.project).digest!);
    control.profiles!.forget(inProject);
    expect(profileOf(inProject).preset).toBe("eager");
    store.runs.put({ label: "run", project: folder.project, agent: "claude", at: 1, preset: "ruled" });
    const ofRun = told(folder.project, "run");
    expect(profileOf(ofRun).preset).toBe("ruled");
    await use().apply("preset", "calm", { session: "run" }, tokenless);
    expect(profileOf(ofRun).preset).toBe("calm");
    expect(control.governor.control(ofRun).mode).toBe("observe");
  });

  test("a run that wants none has none, whatever is configured", async () => {
    await control.close();
    open({ preset: "eager" });
    store.runs.put({ label: "run", project: folder.project, agent: "claude", at: 1, preset: "none" });
    expect(profileOf(told(null, "run"))).toMatchObject({ preset: null, isDemanding: false });
  });

  test("a new conversation of a run is understood before it leaves, its first request already", () => {
    store.runs.put({ label: "run", project: folder.project, agent: "claude", at: 1, preset: "ruled" });
    expect([control.governor.governsNew("run"), control.governor.governsNew(null)]).toEqual([true, false]);
  });

  test("what the session itself was told goes over its preset", async () => {
    const session = told();
    await use().apply("preset", "eager", {}, tokenless);
    expect(control.governor.control(session)).toMatchObject({ mode: "auto", budget: { strategy: "condense" } });
    control.operations.setControl("session-1", { mode: "manual" });
    expect(control.governor.control(session).mode).toBe("manual");
    expect(control.governor.governs(session)).toBe(true);
  });

  test("a preset that is gone is missing, with the command that brings it, and the session goes on", () => {
    const session = told();
    store.control.sessionSettings.put(session, "preset", "gone");
    expect(profileOf(session)).toMatchObject({
      isDemanding: false,
      missing: [{ kind: "preset", name: "gone", install: "aperture preset install gone" }],
    });
    expect(warnings.join()).toContain("preset gone");
  });

  test("a name with a typing error is told with the one that was meant, of presets and rules", () => {
    const session = told();
    store.control.sessionSettings.put(session, "preset", "clam");
    store.control.sessionSettings.put(session, "rules", ["shrot"]);
    expect(profileOf(session).missing).toEqual([
      { kind: "preset", name: "clam", by: "the session", install: "aperture preset install clam", nearest: "calm" },
      { kind: "rule", name: "shrot", by: "the session", install: "aperture rule install shrot", nearest: "short" },
    ]);
  });

  test("equal choices share one profile, so that stages know it again", async () => {
    const [one, other] = [told(null, "one"), told(null, "other")];
    for (const session of ["one", "other"]) await use().apply("preset", "ruled", { session }, tokenless);
    expect(profileOf(one)).toBe(profileOf(other));
    expect(profileOf(one).compiledRules).not.toBeNull();
  });

  test("a file that changes counts for whoever has it, without a restart", async () => {
    const session = told();
    await use().apply("preset", "calm", {}, tokenless);
    library.write("preset", "calm", "kind: preset\nname: calm\nmode: auto\n");
    expect(control.governor.control(session).mode).toBe("auto");
  });
});

describe("applying", () => {
  test("says what counts otherwise; a dry run changes nothing", async () => {
    const session = told();
    const dry = await use().apply("preset", "eager", { dryRun: true }, tokenless);
    expect(dry.changes).toContainEqual({ path: "mode", before: null, after: "auto" });
    expect(profileOf(session).preset).toBeNull();
    const done = await use().apply("preset", "eager", {}, tokenless);
    expect(done).toMatchObject({ where: "session-1", changes: dry.changes, dryRun: false });
    expect(profileOf(session).preset).toBe("eager");
  });

  test("rules one by one, a template, and each away again", async () => {
    const session = told();
    await use().apply("rule", "short", {}, tokenless);
    await use().apply("rule", "short", {}, tokenless);
    await use().apply("template", "desk", {}, tokenless);
    expect(use().inSession("session-1")).toMatchObject({ rules: ["short"], template: "desk", preset: null });
    await use().apply("rule", "short", { remove: true }, tokenless);
    await use().apply("template", "desk", { remove: true }, tokenless);
    expect(use().inSession("session-1")).toMatchObject({ rules: [], template: null });
    expect(profileOf(session).isDemanding).toBe(false);
  });

  test("what its project brought is taken away for this session alone; what is not there is said", async () => {
    folder.write("project/.aperture.yml", "preset: eager\n");
    library.trust(folder.project, true, library.project(folder.project).digest!);
    const [here, there] = [told(folder.project, "here"), told(folder.project, "there")];
    await use().apply("preset", "eager", { session: "here", remove: true }, tokenless);
    expect([profileOf(here).preset, profileOf(there).preset]).toEqual([null, "eager"]);
    const again = use().apply("preset", "eager", { session: "here", remove: true }, tokenless);
    await expect(again).rejects.toMatchObject({ code: "not_found" });
  });

  test("everywhere takes the token and is written to the configuration", async () => {
    await expect(use().apply("preset", "calm", { everywhere: true }, tokenless)).rejects.toMatchObject({
      code: "token_required",
    });
    await use().apply("preset", "calm", { everywhere: true }, withToken);
    expect(readConfigFile(`${folder.home}/config.yml`).get("preset")).toBe("calm");
    expect(profileOf(told()).preset).toBe("calm");
    expect(control.uses("preset", "calm")).toEqual({ isDefault: true, sessions: ["session-1"] });
    await use().apply("preset", "calm", { everywhere: true, remove: true }, withToken);
    expect(profileOf(1).preset).toBeNull();
    await expect(use().apply("rule", "short", { everywhere: true }, withToken)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("settings of plugins take the token, are shown before, and go beside those that stay", async () => {
    write("presets/timed", "kind: preset\nname: timed\nplugins: { timer: { config: { loud: true } }, absent: {} }\n");
    told();
    await expect(use().apply("preset", "timed", {}, tokenless)).rejects.toMatchObject({ code: "token_required" });
    expect(profileOf(1).preset).toBeNull();
    const { plugins, missing } = await use().apply("preset", "timed", {}, withToken);
    expect(plugins).toEqual([{ plugin: "timer", path: "loud", before: null, after: "true" }]);
    expect(sets).toEqual([{ plugin: "timer", config: { every: 5, loud: true } }]);
    expect(missing).toMatchObject([{ kind: "plugin", name: "absent", install: "aperture plugin install absent" }]);
    sets.length = 0;
    await use().apply("preset", "timed", { plugins: false }, tokenless);
    expect(sets).toEqual([]);
  });

  test("an unknown name and a file with an error are said before anything is done", async () => {
    told();
    write("presets/broken", "kind: preset\nname: broken\nmode: loud\n");
    await expect(use().apply("preset", "nothing", {}, tokenless)).rejects.toMatchObject({ code: "library_not_found" });
    await expect(use().apply("preset", "broken", {}, tokenless)).rejects.toMatchObject({ code: "library_invalid" });
    expect(profileOf(1).preset).toBeNull();
  });

  test("without any session there is none to apply it to", async () => {
    await expect(use().apply("preset", "calm", {}, tokenless)).rejects.toMatchObject({ code: "no_session" });
  });
});

test("what a preset stages is staged for the session, once, and goes with it", async () => {
  write(
    "presets/noted",
    "kind: preset\nname: noted\nstaging:\n  - { name: hint, source: { kind: text, text: Mind the tests. } }\n",
  );
  const session = told();
  await use().apply("preset", "noted", {}, tokenless);
  expect(await control.staging.list("session-1")).toMatchObject([{ name: "hint", enabled: true, trouble: null }]);
  expect(control.governor.governs(session)).toBe(true);
  control.profiles!.forget(session);
  profileOf(session);
  expect(await control.staging.list("session-1")).toHaveLength(1);
  await use().apply("preset", "calm", {}, tokenless);
  expect(await control.staging.list("session-1")).toEqual([]);
});

test("two presets side by side, a rule beside a template", () => {
  expect(use().compare({ kind: "preset", name: "calm" }, { kind: "preset", name: "eager" }).rows).toContainEqual({
    path: "mode",
    left: "observe",
    right: "auto",
    leftFrom: "preset:calm",
    rightFrom: "preset:eager",
  });
  const rows = use().compare({ kind: "rule", name: "short" }, { kind: "template", name: "desk" }).rows;
  expect(rows.map(({ path }) => path).sort()).toEqual(["rules.short", "template"]);
});
