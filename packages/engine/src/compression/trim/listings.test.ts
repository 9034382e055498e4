import { describe, expect, test } from "vitest";
import { trimListing } from "./listings.ts";
import { toolResult } from "./testing/tool-result.ts";
import { vendoredFolder } from "./vendored-folder.ts";

const trimmed = (lines: readonly string[], keep?: readonly string[]) =>
  trimListing(toolResult(lines, { toolName: "Glob", keep }))?.text.split("\n");
const root = "/home/dev/work/project/packages/app/src";

describe("the beginning that all paths share", () => {
  const files = ["a.ts", "b.ts", "deep/c.ts", "deep/d.ts", "deep/er/e.ts", "f.ts"];

  test("is told once", () => {
    expect(trimmed(files.map((file) => `${root}/${file}`))).toEqual([
      `[… paths without / in front are below ${root}/]`,
      ...files,
    ]);
  });

  test("ends with a folder, never inside a name", () => {
    const lines = Array.from({ length: 8 }, (_, index) => `${root}/component-${index}.ts`);
    expect(trimmed(lines)![1]).toBe("component-0.ts");
  });

  test("stays on a path that holds a text of the user's, and on what is no path", () => {
    const lines = ["Found 6 files", ...files.map((file) => `${root}/${file}`)];
    const text = trimmed(lines, ["src/deep/c.ts"])!;
    expect(text).toContain(`${root}/deep/c.ts`);
    expect(text).toContain("Found 6 files");
    expect(text).toContain("deep/d.ts");
  });

  test("stays where paths are few, or share little", () => {
    expect(trimmed(files.slice(0, 4).map((file) => `${root}/${file}`))).toBeUndefined();
    expect(trimmed(files.map((file, index) => `dir${index}/${file}`))).toBeUndefined();
  });
});

describe("folders", () => {
  test("of dependencies are counted, their first path stays", () => {
    const lines = [
      "src/a.ts",
      ...Array.from({ length: 300 }, (_, index) => `web/node_modules/lib${index}/index.js`),
      "src/b.ts",
    ];
    expect(trimmed(lines)).toEqual([
      "src/a.ts",
      "web/node_modules/lib0/index.js",
      "[… 299 more paths in web/node_modules/]",
      "src/b.ts",
    ]);
  });

  test("of dependencies keep the path the user wants", () => {
    const lines = Array.from({ length: 300 }, (_, index) => `node_modules/lib${index}/index.js`);
    expect(trimmed(lines, ["lib150/"])).toContain("node_modules/lib150/index.js");
  });

  test("with very many files are counted behind the first sixty", () => {
    const lines = Array.from({ length: 500 }, (_, index) => `gen/file${index}.ts`);
    expect(trimmed(lines)!.slice(59)).toEqual(["gen/file59.ts", "[… 440 more paths in gen/]"]);
  });

  test("with a hundred files stay", () => {
    expect(trimmed(Array.from({ length: 100 }, (_, index) => `gen/file${index}.ts`))).toBeUndefined();
  });

  test.each([
    ["node_modules/a.js", "node_modules/"],
    ["x/.git/objects/ab", "x/.git/"],
    ["x/node_modules/y/node_modules/z.js", "x/node_modules/"],
    ["x/node_modules/", null],
    ["my_node_modules/a.js", null],
    [".github/workflows/a.yml", null],
    ["src/a.ts", null],
  ])("%s", (path, folder) => {
    expect(vendoredFolder(path)).toBe(folder);
  });
});

test("half a million lines that are no paths", () => {
  expect(trimmed(new Array<string>(500_000).fill("x"))).toBeUndefined();
});
