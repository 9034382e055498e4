import { describe, expect, test } from "vitest";
import { searchLine } from "./search-line.ts";
import { trimSearch } from "./search-results.ts";
import { toolResult } from "./testing/tool-result.ts";

const trimmed = (lines: readonly string[], keep?: readonly string[]) =>
  trimSearch(toolResult(lines, { toolName: "Grep", keep }))?.text.split("\n");

describe("grouping", () => {
  test("the path stands once above its hits, numbers and code as they are", () => {
    expect(trimmed(["src/a.ts:3:const a = 1;", "src/a.ts:17:  a + b", "src/b.ts:1:b"])).toEqual([
      "src/a.ts",
      "3:const a = 1;",
      "17:  a + b",
      "src/b.ts:1:b",
    ]);
  });

  test("lines around hits keep their dash; what parts them goes, the numbers say it", () => {
    const lines = [
      "src/a.ts-2-before",
      "src/a.ts:3:hit",
      "src/a.ts-4-behind",
      "--",
      "src/a.ts-8-before",
      "src/a.ts:9:hit",
    ];
    expect(trimmed(lines)).toEqual(["src/a.ts", "2-before", "3:hit", "4-behind", "8-before", "9:hit"]);
  });

  test("hits with short paths and lines around them with whole ones are one file, by the whole path", () => {
    const lines = ["/home/dev/src/a.ts-2-before", "src/a.ts:3:hit", "/home/dev/src/a.ts-4-behind"];
    expect(trimmed(lines)).toEqual(["/home/dev/src/a.ts", "2-before", "3:hit", "4-behind"]);
  });

  test("what is no hit stays", () => {
    const lines = ["Found 2 lines", "a.ts:1:x", "a.ts:2:y", "", "(Results are cut. Use a narrower pattern.)"];
    expect(trimmed(lines)).toEqual([
      "Found 2 lines",
      "a.ts",
      "1:x",
      "2:y",
      "",
      "(Results are cut. Use a narrower pattern.)",
    ]);
  });
});

describe("many hits in one file", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `src/a.ts:${index + 1}:use(${index}, "value")`);

  test("are counted, and their lines named", () => {
    const text = trimmed(lines)!;
    expect(text.slice(1, 41)).toEqual(lines.slice(0, 40).map((line) => line.slice("src/a.ts:".length)));
    expect(text[41]).toMatch(/^\[… 60 more lines of this file: 41, 42, .*80 …\]$/);
  });

  test("stay where they speak of an error or hold a text of the user's", () => {
    const some = lines.map((line, index) => (index === 70 ? `${line} // throws an error` : line));
    const text = trimmed(some, ["use(90,"])!;
    expect(text).toContain('71:use(70, "value") // throws an error');
    expect(text).toContain(some[90]);
  });
});

test("a line that holds the user's path and place stays as it is", () => {
  const lines = ["src/a.ts:1:x", "src/a.ts:2:y", "src/a.ts:3:z", "src/a.ts:4:z"];
  expect(trimmed(lines, ["src/a.ts:2"])).toEqual(["src/a.ts:1:x", "src/a.ts:2:y", "src/a.ts", "3:z", "4:z"]);
});

describe("one line", () => {
  const known = new Set(["v-1-2/a.ts"]);
  test.each([
    ["src/a.ts:12:code", { path: "src/a.ts", number: "12", sign: ":", code: "code" }],
    ["src/a.ts-12-a:1:b", { path: "src/a.ts", number: "12", sign: "-", code: "a:1:b" }],
    ["src/a-1-b.ts-12-code", { path: "src/a-1-b.ts", number: "12", sign: "-", code: "code" }],
    ["v-1-2/a.ts-3-x-4-y", { path: "v-1-2/a.ts", number: "3", sign: "-", code: "x-4-y" }],
    ["C:/src/a.ts:12:code", { path: "C:/src/a.ts", number: "12", sign: ":", code: "code" }],
    ["Makefile:3:all:", { path: "Makefile", number: "3", sign: ":", code: "all:" }],
    ["src/a.ts:12:", { path: "src/a.ts", number: "12", sign: ":", code: "" }],
    ["src/a.ts", null],
    ["12:code", null],
    ["10:12:33 up", null],
    ["2026-01-02T10:12:33 up", null],
    ["http://localhost:80:x", null],
    ["a sentence: 12: with words", null],
    ["", null],
  ])("%s", (line, found) => {
    expect(searchLine(line, (path) => known.has(path))).toEqual(found);
  });
});
