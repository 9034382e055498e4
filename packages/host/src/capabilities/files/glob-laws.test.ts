import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGlob } from "./glob.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 };
const segment = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "."), minLength: 1, maxLength: 4 });
const glob = fc
  .array(fc.oneof({ weight: 3, arbitrary: segment }, fc.constant("**")), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join("/"));
const path = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join("/"));

/** The same said as a regular expression, which may take its time here. */
function expression(pattern: string): RegExp {
  const parts = pattern
    .split("/")
    .map((part) =>
      part === "**" ? part : part.replaceAll(".", "\\.").replace(/\*+/g, "[^/]*").replaceAll("?", "[^/]"),
    );
  let text = "";
  for (const part of parts) text += part === "**" ? "(?:/[^/]+)*" : `/${part}`;
  return new RegExp(`^${text}$`);
}

test("a glob matches what the regular expression of the same meaning does", () => {
  fc.assert(
    fc.property(glob, path, (pattern, text) => {
      expect(parseGlob(pattern).matches(text)).toBe(expression(pattern).test(`/${text}`));
    }),
    runs,
  );
});

test("it reaches every folder above what it matches", () => {
  fc.assert(
    fc.property(glob, path, (pattern, text) => {
      const { matches, reaches } = parseGlob(pattern);
      if (!matches(text)) return;
      const parts = text.split("/");
      for (let depth = 0; depth < parts.length; depth += 1) expect(reaches(parts.slice(0, depth).join("/"))).toBe(true);
    }),
    runs,
  );
});
