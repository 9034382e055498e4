import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderLibraryGuide } from "./make-library-guide.ts";

const guide = readFileSync(new URL("../docs/guide/presets.md", import.meta.url), "utf8");

test("the guide's table is that of the library: else run `node scripts/make-library-guide.ts`", () => {
  expect(guide).toBe(renderLibraryGuide(guide));
  expect(guide.match(/^\| (?:preset|rule|template) `/gm)).toHaveLength(12);
  expect(guide).not.toContain("not measured");
});

test("a guide without a place for it is told", () => {
  expect(() => renderLibraryGuide("# Presets")).toThrow("docs/guide/presets.md has no <!-- measured");
});
