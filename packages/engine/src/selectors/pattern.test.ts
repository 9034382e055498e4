import { describe, expect, test } from "vitest";
import { compilePattern, compileReplace, PatternError } from "./pattern.ts";

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

test("every match is replaced by a text, which is taken as it is", () => {
  expect(compileReplace("[0-9]+", "$&")("a 12 b 345")).toBe("a $& b $&");
  expect(compileReplace("(?m)\\s+$", "")("a  \nb\t")).toBe("a\nb");
  expect(compileReplace("é+", "e")("café 🦊 éé")).toBe("cafe 🦊 e");
});

test("where nothing matches, or nothing would be another text, there is nothing to replace", () => {
  expect(compileReplace("x", "y")("abc")).toBeNull();
  expect(compileReplace("b", "b")("abc")).toBeNull();
  expect(compileReplace("x*", "-")("abc")).toBeNull();
  expect(compileReplace("x*|^", "-")("axxb")).toBe("a-b");
});

test("a text is not lengthened beyond reason, a very long one is left alone, and so is what takes too long", () => {
  const text = "a".repeat(5_000);
  expect(compileReplace("a", "b".repeat(10_000))(text)).toBeNull();
  expect(compileReplace("a", "bb")(text)).toHaveLength(10_000);
  expect(compileReplace("a", "b")("a".repeat(200_001))).toBeNull();
  let asked = 0;
  expect(compileReplace("a", "b")(text, () => ++asked > 3)).toBeNull();
  expect(asked).toBe(4);
});

test("a replaced pattern is as bounded as one that is searched", () => {
  expect(() => compileReplace("(?=a)", "")).toThrow(PatternError);
  expect(() => compileReplace("a".repeat(501), "")).toThrow(PatternError);
});
