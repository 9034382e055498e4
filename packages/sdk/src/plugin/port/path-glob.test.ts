import { expect, test } from "vitest";
import { pathGlob } from "./path-glob.ts";

test.each([
  ["src/**", "/home/u/p/src/a/b.ts", true],
  ["src/**", "lib/a.ts", false],
  ["*.ts", "a/b.ts", true],
  ["*.ts", "a/b.tsx", false],
  ["/a/*.ts", "/a/b.ts", true],
  ["/a/*.ts", "/a/b/c.ts", false],
  ["/a/*.ts", "/x/a/b.ts", false],
  ["a/**/b", "a/b", true],
  ["a/**/b", "x/a/q/w/b", true],
  ["a/**/b", "a/xb", false],
  ["src/", "src/deep/x", true],
  ["?.md", "a.md", true],
  ["?.md", "ab.md", false],
  ["a?b", "a/b", false],
  ["**", "anything/at/all", true],
  ["a**z", "a/b/z", true],
  ["***/x", "x", true],
  ["src\\a.ts", "C:\\p\\src\\a.ts", true],
  ["(a|b)+.[t]s", "(a|b)+.[t]s", true],
  ["(a|b)+.ts", "ab.ts", false],
  ["日*", "日本", true],
  ["a.ts", "ba.ts", false],
  ["", "", true],
])("%s on %s: %s", (glob, path, expected) => {
  expect(pathGlob(glob)(path)).toBe(expected);
});

test("a pattern made to be slow is not", () => {
  const matcher = pathGlob(`${"*a".repeat(100)}b`);
  expect(matcher("a".repeat(4_000))).toBe(false);
  expect(pathGlob("**/".repeat(90))("a/".repeat(2_000))).toBe(true);
});
