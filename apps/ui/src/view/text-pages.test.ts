import fc from "fast-check";
import { expect, test } from "vitest";
import { textPages } from "./text-pages.ts";

test("nothing is lost, whatever the text", () => {
  const text = fc
    .array(fc.string({ unit: "grapheme", maxLength: 50 }), { maxLength: 5 })
    .map((parts) => parts.join("\n").repeat(900));
  fc.assert(
    fc.property(text, (value) => {
      const pages = textPages(value);
      expect(pages.join("")).toBe(value);
      expect(pages.every((page) => page.length > 0 && page.length <= 20_001)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("pages end at line ends", () => {
  const pages = textPages("a line of text\n".repeat(5_000));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.every((page) => page.endsWith("\n"))).toBe(true);
});

test("a text without line ends is cut all the same, but no character is", () => {
  const pages = textPages(`a${"😀".repeat(30_000)}`);
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(page).not.toMatch(/^[\udc00-\udfff]/);
});

test("no text, no page", () => expect(textPages("")).toEqual([]));
