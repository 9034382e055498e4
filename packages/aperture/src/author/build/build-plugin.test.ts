import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type PluginFolder, pluginFolder } from "../testing/plugin-folder.ts";
import { buildPlugin } from "./build-plugin.ts";

let folder: PluginFolder | undefined;
afterEach(() => folder?.remove());

const nothingInstalled = { PATH: "/nowhere" };
const made = (files: Record<string, string>, manifest?: Record<string, unknown>): PluginFolder => {
  folder?.remove();
  folder = pluginFolder("example", files, manifest);
  return folder;
};
const failure = async (files: Record<string, string>, manifest?: Record<string, unknown>): Promise<string> => {
  const { path } = made(files, manifest);
  return buildPlugin(path, nothingInstalled).then(
    () => "built",
    (error: Error) => error.message,
  );
};

describe("a script", () => {
  test("becomes one module that imports nothing, with what it needs in it", async () => {
    const { path } = made({
      "src/index.ts": `import { double } from "./double.ts";
import manifest from "../aperture.plugin.json" with { type: "json" };
export default { stages: {}, name: manifest.name, four: double(2 as number) };`,
      "src/double.ts": "export const double = (n: number): number => n * 2;",
    });
    const built = await buildPlugin(path);
    expect(built).toMatchObject({ language: "script", file: join(path, "dist/plugin.js") });
    expect(built.modules.map((file) => file.slice(path.length + 1)).sort()).toEqual([
      "aperture.plugin.json",
      "src/double.ts",
      "src/index.ts",
    ]);
    const code = readFileSync(built.file, "utf8");
    expect(built.bytes).toBe(Buffer.byteLength(code));
    expect(code).not.toMatch(/\bimport\b/);
    const { default: plugin } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      default: unknown;
    };
    expect(plugin).toEqual({ stages: {}, name: "example", four: 4 });
  });

  test("takes a package of the author's own node_modules in", async () => {
    const { path } = made({
      "src/index.js": 'import { one } from "tiny"; export default { stages: {}, one };',
      "node_modules/tiny/package.json": '{"name":"tiny","version":"1.0.0","type":"module","exports":"./tiny.js"}',
      "node_modules/tiny/tiny.js": "export const one = 1;",
    });
    expect(readFileSync((await buildPlugin(path)).file, "utf8")).toMatch(/one/);
  });

  test("tells everything that cannot be in it, with file and line", async () => {
    const said = await failure({
      "src/index.ts": `import { readFile } from "node:fs/promises";
import fs from "fs";
// a package that is not there
import pad from "left-pad";
import late from "https://example.org/late.js";
import { Patch } from "@aperture/sdk";
export default { stages: {}, readFile, fs, pad, late, Patch };`,
    });
    expect(said.split("\n")).toEqual([
      'example could not be built: src/index.ts:1: "node:fs/promises" is part of Node; a plugin has only `blocks` and `ctx`',
      'src/index.ts:2: "fs" is part of Node; a plugin has only `blocks` and `ctx`',
      'src/index.ts:4: "left-pad" cannot be found',
      'src/index.ts:5: "https://example.org/late.js" is an address; a plugin loads nothing when it runs',
      'src/index.ts:6: "@aperture/sdk" is not for plugins; import "@aperture/sdk/plugin"',
    ]);
  });

  test.each<[string, string, string]>([
    ["a syntax error", "export default {\n  stages: 1 = 2 };", "src/index.ts:2: Cannot assign to this expression"],
    [
      "an export that is not there",
      'import { gone } from "./other.ts";\nexport default gone;',
      'src/index.ts:1: "gone" is not exported by "src/other.ts".',
    ],
    ["nothing exported", "export const stages = {};", "src/index.ts: it has no default export; export definePlugin(…)"],
    [
      "a name made at run time",
      'const name = "./other.ts";\nexport default () => import(name);',
      "src/index.ts:2: import(…) of a name that is made at run time; a plugin loads nothing when it runs",
    ],
  ])("%s: the sentence and the line", async (_, source, expected) => {
    const said = await failure({ "src/index.ts": source, "src/other.ts": "export const there = 1;" });
    expect(said).toBe(`example could not be built: ${expected}`);
  });

  test("what was built before stays where a build fails", async () => {
    const { path, write } = made({ "src/index.ts": "export default { stages: {}, version: 1 };" });
    const { file } = await buildPlugin(path);
    const before = readFileSync(file, "utf8");
    write({ "src/index.ts": "export default {" });
    await expect(buildPlugin(path)).rejects.toMatchObject({ code: "plugin_build_failed" });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(`${file}.next`)).toBe(false);
  });
});

describe("what there is to build", () => {
  test("an entry without a source stands as it is", async () => {
    const { path } = made({ "plugin.js": "export default {};" }, { entry: "plugin.js" });
    expect(await buildPlugin(path)).toMatchObject({ language: null, bytes: 18 });
  });

  test("nothing, the wrong language, no manifest", async () => {
    expect(await failure({})).toContain("neither dist/plugin.js nor src/index.ts nor src/index.js is there");
    expect(await failure({ "src/index.ts": "" }, { runtime: "wasm", entry: "dist/plugin.wasm" })).toContain(
      "the runtime is wasm, but src/index.ts is for js or native",
    );
    await expect(buildPlugin("/nowhere")).rejects.toMatchObject({ code: "file_unreadable" });
  });

  test("a language without its compiler: how to get it", async () => {
    const said = await failure({ "src/plugin.c": "" }, { runtime: "wasm", entry: "dist/plugin.wasm" });
    expect(said).toBe(
      "example could not be built: src/plugin.c: clang for WebAssembly is not installed (Debian: clang and lld)",
    );
  });
});

const kit = {
  "vendor/assemblyscript/index.ts":
    "export function onAbort(m: string | null, f: string | null, l: u32, c: u32): void { unreachable() }",
};

test("AssemblyScript is compiled; its errors have their line", async () => {
  const { path, write } = made(
    {
      "assembly/index.ts":
        "import '../vendor/assemblyscript/index'; export function twice(a: i32): i32 { return a * 2 }",
      ...kit,
    },
    { runtime: "wasm", entry: "dist/plugin.wasm" },
  );
  const { file, language } = await buildPlugin(path);
  expect(language).toBe("assemblyscript");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {});
  expect((instance.exports.twice as (a: number) => number)(21)).toBe(42);
  write({
    "assembly/index.ts": "import '../vendor/assemblyscript/index';\nexport function twice(a: i32): i32 { return b }",
  });
  await expect(buildPlugin(path)).rejects.toThrow(/assembly\/index\.ts:2: ERROR TS2304: Cannot find name 'b'/);
});
