import { describe, expect, test } from "vitest";
import { parseGlob } from "./glob.ts";

describe("a glob", () => {
  test.each([
    ["$PROJECT/src/**", ["src/a.ts", "src/a/b/c.ts", "src"], ["a.ts", "srcs/a.ts", "a/src/b.ts"]],
    ["src/*.ts", ["src/a.ts", "src/.ts"], ["src/a/b.ts", "src/a.tsx", "src"]],
    ["**", ["a", "a/b/c"], []],
    ["**/*.test.ts", ["a.test.ts", "a/b/c.test.ts"], ["a.test.tsx", "test.ts"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "b", "a/b/c"]],
    ["**/a/**/b/**", ["a/b/c", "x/a/y/b/z", "a/b"], ["b/a", "a"]],
    ["a?c", ["abc", "a.c"], ["ac", "a/c"]],
    ["package.json", ["package.json"], ["a/package.json", "packageXjson"]],
    ["*", ["a", ".hidden"], ["a/b"]],
    ["a**b", ["ab", "axxb"], ["a/b"]],
    ["[ab]", ["[ab]"], ["a"]],
    ["{a,b}", ["{a,b}"], ["a"]],
  ])("%s", (glob, yes, no) => {
    const { matches } = parseGlob(glob);
    expect([...yes, ...no].filter(matches)).toEqual(yes);
  });

  test.each([
    ["src/**", ["", "src", "src/a"], ["lib", "lib/src"]],
    ["src/a/*.ts", ["", "src", "src/a"], ["src/b", "src/a/b"]],
    ["**/x", ["", "a", "a/b/c"], []],
    ["*/x", ["", "a"], ["a/b"]],
    ["README.md", [""], ["docs"]],
  ])("%s reaches what could hold a match", (glob, yes, no) => {
    const { reaches } = parseGlob(glob);
    expect([...yes, ...no].filter(reaches)).toEqual(yes);
  });

  test("names a path only without wildcards", () => {
    expect(["$PROJECT/.env", ".env*", "a/?", "a/b"].map((text) => parseGlob(text).literal)).toEqual([
      ".env",
      null,
      null,
      "a/b",
    ]);
  });

  test("made to take for ever does not", () => {
    const steps = `${"*a".repeat(140)}b`;
    const folders = `${"**/a/".repeat(60)}b`;
    const started = performance.now();
    expect(parseGlob(steps).matches("a".repeat(4_000))).toBe(false);
    expect(parseGlob(folders).matches(Array.from({ length: 2_000 }, () => "a").join("/"))).toBe(false);
    // Of exponential ones the sun would not see the end.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
