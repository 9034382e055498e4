import { describe, expect, test } from "vitest";
import { compilePattern, PatternError } from "./pattern.ts";

describe("compilePattern", () => {
  test.each([
    ["b", "abc", true],
    ["^b", "abc", false],
    ["(?m)^b$", "a\nb\nc", true],
    ["a.c", "a\nc", false],
    ["(?s)a.c", "a\nc", true],
    ["\\bfoo\\b", "a foo.", true],
    ["é|😀", "x😀", true],
    ["", "", true],
  ])("%s in %j: %s", (source, text, expected) => expect(compilePattern(source)(text)).toBe(expected));

  test.each(["(", "a**", "\\", "(?<=a)b", "(?=a)", "(a)\\1", "[z-a]", "x{2,1}", "a".repeat(501), "a{1000}b{1000}c{9}"])(
    "%s is refused",
    (source) => expect(() => compilePattern(source)).toThrow(PatternError),
  );

  test.each(["(a+)+$", "(a|aa)+$", "(.*a){20}[^a]", "a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaa[^a]"])(
    "%s ends on what makes others backtrack",
    (source) => expect(compilePattern(source)(`${"a".repeat(50_000)}`)).toBe(!source.endsWith("[^a]")),
  );
});
