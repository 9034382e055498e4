import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkPlugin } from "../../packages/aperture/src/author/check/check-plugin.ts";
import { createPlugin } from "../../packages/aperture/src/author/new/create-plugin.ts";
import { type PluginTests, testPlugin } from "../../packages/aperture/src/author/test/test-plugin.ts";

// What authors of plugins do, as they do it: the command line in a folder of its own, without a running Aperture and without a network.

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = join(root, "docs/guide/examples");
let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "aperture-author-"));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Every way out of the machine leads nowhere: a proxy that is not there, and npm offline. */
const offline = {
  http_proxy: "http://127.0.0.1:1",
  https_proxy: "http://127.0.0.1:1",
  npm_config_offline: "true",
  npm_config_cache: "/nowhere",
};

/** In CI a snapshot that nobody looked at is refused: a new plugin has none yet. */
const { CI: _ci, ...plain } = process.env;

async function run(command: string, argv: readonly string[], cwd: string) {
  const { NODE_TEST_CONTEXT: _, ...env } = plain;
  const path = `${join(root, "node_modules/.bin")}:${process.env.PATH}`;
  const child = spawn(command, [...argv], {
    cwd,
    env: { ...env, ...offline, PATH: path, NO_COLOR: "1", APERTURE_HOME: join(work, "home") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

const aperture = (argv: readonly string[], cwd = work) =>
  run(process.execPath, [join(root, "packages/aperture/src/cli/main.ts"), "plugin", ...argv], cwd);

interface Check {
  readonly score: number;
  readonly findings: readonly { readonly level: string; readonly message: string }[];
  readonly permissions: { readonly unused: readonly string[] } | null;
  readonly measures: { readonly tokensSaved: number } | null;
}

describe("aperture plugin new", () => {
  // What is common to all is looked at once; the others are compiled, tested and checked in this process.
  test.each(["js"])("%s: compiles in an editor, builds, passes its tests, scores 100", async (template) => {
    const folder = join(work, `new-${template}`);
    const made = await aperture(["new", `new-${template}`, "--template", template]);
    expect(made).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "node_modules"))).toBe(false);
    expect(await run("tsc", ["-p", "."], folder)).toEqual({ code: 0, stdout: "", stderr: "" });
    const tested = await aperture(["test"], folder);
    expect(tested.stdout).toContain(`new-${template}: all is well`);
    expect(tested.code).toBe(0);
    const checked = await aperture(["check", "--json"], folder);
    expect(checked.code, checked.stdout).toBe(0);
    expect(JSON.parse(checked.stdout)).toMatchObject({ score: 100, findings: [] });
  });

  test.each(["exporter", "panel", "assemblyscript"] as const)("%s: all is well, 100 of 100", async (template) => {
    const folder = join(work, `more-${template}`);
    await createPlugin({ name: `more-${template}`, template, folder });
    if (template !== "assemblyscript")
      expect(await run("tsc", ["-p", "."], folder)).toMatchObject({ code: 0, stdout: "" });
    expect(await testPlugin(folder, { env: plain })).toMatchObject({ problems: [], fixtures: 1 });
    expect(await checkPlugin(folder, plain)).toMatchObject({ score: 100, findings: [] });
  });

  test("rust: all is well, where a rustc for WebAssembly is installed", async () => {
    const folder = join(work, "more-rust");
    await createPlugin({ name: "more-rust", template: "rust", folder });
    const tested = await testPlugin(folder, { env: plain }).catch((error: Error) => error);
    if (tested instanceof Error && !process.env.APERTURE_REQUIRE_ALL) {
      expect(tested.message).toContain("rustc for WebAssembly is not installed");
      return console.log(`skipped: ${tested.message.split("\n")[0]}`);
    }
    expect(tested).toMatchObject({ problems: [], fixtures: 1 });
    expect(await checkPlugin(folder, plain)).toMatchObject({ score: 100, findings: [] });
  });

  test("an undeclared capability does not compile, and npm can install the sdk that came with it", async () => {
    const folder = join(work, "undeclared");
    await createPlugin({ name: "undeclared", template: "js", folder });
    const source = join(folder, "src/index.ts");
    writeFileSync(
      source,
      readFileSync(source, "utf8").replace("const { age", 'ctx.stage({ key: "k", text: "t" });\n      const { age'),
    );
    const types = await run("tsc", ["-p", "."], folder);
    expect(types.code).not.toBe(0);
    expect(types.stdout).toMatch(/src\/index\.ts\(\d+,\d+\): error TS2339: Property 'stage' does not exist/);
    const [tarball] = readdirSync(join(folder, "vendor")).filter((file) => file.endsWith(".tgz"));
    expect(await run("tar", ["-tzf", `vendor/${tarball}`], folder)).toMatchObject({ code: 0 });
    const installed = await run(
      "npm",
      ["install", "--offline", "--no-audit", "--no-fund", "--cache", join(work, "npm")],
      folder,
    );
    expect(installed.code, installed.stderr).toBe(0);
    const asks =
      "const { runStage, block } = await import('@aperture/sdk/testing'); console.log(typeof runStage, block().role)";
    expect((await run(process.execPath, ["--input-type=module", "-e", asks], folder)).stdout).toBe("function user\n");
  });

  test("a name that is none, a folder that holds something: refused, nothing written", async () => {
    const named = await aperture(["new", "MyPlugin"]);
    expect(named).toMatchObject({ code: 2, stdout: "" });
    expect(named.stderr).toContain("did you mean my-plugin?");
    writeFileSync(join(work, "notes.txt"), "mine");
    expect(await aperture(["new", "other", "--dir", "."])).toMatchObject({ code: 2 });
    expect(readFileSync(join(work, "notes.txt"), "utf8")).toBe("mine");
    expect(existsSync(join(work, "aperture.plugin.json"))).toBe(false);
  });
});

describe("the examples", () => {
  const names = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test("are six, and their types hold", async () => {
    expect(names.length).toBe(6);
    expect(await run("tsc", ["-p", examples], root)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test.each(names.map(({ name }) => name))("%s: at most 60 lines, all is well, 100 of 100", async (name) => {
    const folder = join(work, name);
    cpSync(join(examples, name), folder, { recursive: true, filter: (path) => !path.endsWith("/dist") });
    expect(readFileSync(join(folder, "src/index.ts"), "utf8").split("\n").length).toBeLessThanOrEqual(61);
    const before = readdirSync(join(folder, "test/__snapshots__"));
    const tested = await testPlugin(folder, { env: { ...process.env, CI: "true" } });
    expect(tested).toMatchObject({ problems: [], snapshots: { dates: "same" } });
    expect(tested.own).toMatchObject({ files: 1, failed: 0 });
    expect(readdirSync(join(folder, "test/__snapshots__"))).toEqual(before);
    const check = await checkPlugin(folder, process.env);
    expect(check.findings.filter(({ level }) => level !== "note")).toEqual([]);
    expect(check.score).toBe(100);
    expect(check.permissions?.unused).toEqual([]);
    if (name === "trim-old-results") expect(check.measures?.tokensSaved).toBeGreaterThan(500);
  });
});

describe("what is wrong is told", () => {
  const broken = async (
    name: string,
    source: string,
    change: (manifest: Record<string, unknown>) => void = () => {},
  ) => {
    const folder = join(work, name);
    await createPlugin({ name, template: "js", folder });
    if (source) writeFileSync(join(folder, "src/index.ts"), source);
    const file = join(folder, "aperture.plugin.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    change(manifest);
    writeFileSync(file, JSON.stringify(manifest));
    return folder;
  };
  const start =
    'import { definePlugin } from "@aperture/sdk/plugin";\nimport manifest from "../aperture.plugin.json" with { type: "json" };\n';

  test("a plugin that shortens what is pinned, and does otherwise the next time", async () => {
    const stage = "after_zone(blocks) { blocks.filter(() => calls++ % 7 === 0).level('minimal') }";
    const folder = await broken(
      "careless",
      `${start}let calls = 0;\nexport default definePlugin(manifest, { stages: { ${stage} } });`,
    );
    const tested = await aperture(["test", "--json"], folder);
    expect(tested.code).toBe(1);
    const all = JSON.parse(tested.stdout) as PluginTests;
    // First: a sandbox that was ended would explain all that is missing.
    expect(all.problems.filter(({ what }) => what === "failed")).toEqual([]);
    expect(all.problems.map(({ what }) => what)).toContain("not-deterministic");
    expect(all.problems.map(({ message }) => message).join()).toMatch(/block-\d+ is pinned by the user/);
  });

  test("permissions that are not used, hooks that are not handled, handlers that are never called", async () => {
    const source = `${start}export default definePlugin(manifest, { stages: { after_zone() {} }, uiPanel: () => null } as never);`;
    const folder = await broken("boastful", source, (manifest) => {
      manifest.stages = [{ at: "after_zone", filter: { toolName: ["NoSuchTool"] } }];
      manifest.permissions = { blocks: { write: ["level"] }, net: ["example.org"], schedule: "1m" };
    });
    const checked = await aperture(["check", "--json"], folder);
    expect(checked.code).toBe(1);
    const { score, findings, permissions } = JSON.parse(checked.stdout) as Check;
    expect(score).toBeLessThanOrEqual(50);
    expect(permissions?.unused).toContain("net:example.org");
    expect(findings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        "the schedule is declared in aperture.plugin.json, and nothing handles it",
        'the stage after_zone was never called on any recording: its filter {"toolName":["NoSuchTool"]} matched nothing; correct it, or record a session that has what it wants',
        'the panel is handled, but never called: aperture.plugin.json lacks "panel": true in permissions',
      ]),
    );
  });

  test("a loop that does not end: the test ends all the same, and names the stage", async () => {
    const folder = await broken(
      "endless",
      `${start}export default definePlugin(manifest, { stages: { after_zone() { for (;;); } } });`,
    );
    rmSync(join(folder, "test/plugin.test.ts"));
    const tested = await aperture(["test"], folder);
    expect(tested.code).toBe(1);
    expect(tested.stdout).toMatch(
      /failed: session, turn \d+, after_zone: endless took longer than 500 ms in after_zone/,
    );
  });

  test("a build that fails says where", async () => {
    const folder = await broken("unbuilt", 'import fs from "node:fs";\nexport default fs;');
    expect(await aperture(["build"], folder)).toMatchObject({
      code: 5,
      stderr:
        'aperture: unbuilt could not be built: src/index.ts:1: "node:fs" is part of Node; a plugin has only `blocks` and `ctx`\n',
    });
  });
});
