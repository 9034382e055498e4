import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPath } from "./check-path.ts";

test.each([
  "plugin.js",
  "dist/plugin.js",
  ".eslintrc",
  "a b/c d.txt",
  "ünïcödé/日本語.md",
  "a..b/..c",
  "com10.js",
  "console.js",
])("fine: %s", (path) => expect(checkPath(path)).toBeNull());

test.each([
  "",
  "/",
  "/a",
  "a/",
  "a//b",
  ".",
  "./a",
  "a/./b",
  "..",
  "a/..",
  "../a",
  "a\\b",
  "c:a",
  "a/nul",
  "a/COM1.txt",
  "a.",
  "a ",
  "a\0b",
  "\ufeffa",
  "a\u2028b",
])("refused: %j", (path) => expect(checkPath(path)).not.toBeNull());

test("whatever passes stays inside, on every system", () => {
  const piece = fc.constantFrom("..", ".", "a", "b.js", "/", "\\", "//", ":", "c:", " ", "\u202e", "é");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const path = pieces.join("");
      if (checkPath(path) !== null) return;
      for (const { resolve, sep } of [posix, win32]) {
        const root = resolve("/root/plugin");
        expect(resolve(root, path).startsWith(root + sep)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
