import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Replacer } from "./replacer.ts";

type Pair = readonly [string, string];

/** By trying every pattern at every place. */
function reference(text: string, pairs: readonly Pair[]): string {
  let replaced = "";
  for (let at = 0; at < text.length; ) {
    const found = pairs
      .filter(([pattern]) => pattern !== "" && text.startsWith(pattern, at))
      .reduce<Pair | null>((best, pair) => (best && best[0].length >= pair[0].length ? best : pair), null);
    replaced += found ? found[1] : text[at];
    at += found ? found[0].length : 1;
  }
  return replaced;
}

describe("Replacer", () => {
  test.each<[name: string, text: string, pairs: Pair[], expected: string]>([
    ["nothing to find", "abc", [["x", "1"]], "abc"],
    ["no patterns", "abc", [], "abc"],
    ["an empty pattern", "abc", [["", "1"]], "abc"],
    ["all of the text", "abc", [["abc", ""]], ""],
    ["one after the other", "abab", [["ab", "1"]], "11"],
    [
      "the longest of those that begin together",
      "abcd",
      [
        ["ab", "1"],
        ["abc", "2"],
      ],
      "2d",
    ],
    [
      "one inside another",
      "xabcy",
      [
        ["b", "1"],
        ["abc", "2"],
      ],
      "x2y",
    ],
    [
      "the first of two that overlap",
      "abcd",
      [
        ["bcd", "1"],
        ["abc", "2"],
      ],
      "2d",
    ],
    [
      "a pattern twice: the first",
      "a",
      [
        ["a", "1"],
        ["a", "2"],
      ],
      "1",
    ],
    [
      "replacements are not looked at again",
      "a",
      [
        ["a", "b"],
        ["b", "c"],
      ],
      "b",
    ],
    [
      "what regexes and replace() find special",
      "$&.*",
      [
        ["$&", "$1"],
        [".*", "$$"],
      ],
      "$1$$",
    ],
    [
      "beyond ASCII and the basic plane",
      "é😀x",
      [
        ["😀", "é"],
        ["é", "1"],
      ],
      "1éx",
    ],
  ])("%s", (_, text, pairs, expected) => expect(new Replacer(pairs).replace(text)).toBe(expected));

  test("the string itself comes back where nothing is found, also with many patterns", () => {
    const many = Array.from({ length: 200 }, (_, n): Pair => [`value-${n}`, "x"]);
    expect(new Replacer(many).replace("value- 7")).toBe("value- 7");
    expect(new Replacer(many).replace("a value-77.")).toBe("a x.");
  });

  test("finds what trying everything finds", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), maxLength: 5 });
    const pairs = fc.array(fc.tuple(letters, fc.constantFrom("", "1", "ab")), { maxLength: 8 });
    const padding = Array.from({ length: 70 }, (_, n): Pair => [`padding ${n}`, ""]);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), maxLength: 40 }),
        pairs,
        fc.boolean(),
        (text, list, isLarge) => {
          // With many patterns the automaton is asked alone.
          const all = isLarge ? [...list, ...padding] : list;
          expect(new Replacer(all).replace(text)).toBe(reference(text, list));
        },
      ),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 30_000 : 2_000 },
    );
  });

  test("patterns that make others try again and again end", () => {
    const run = "a".repeat(2_000);
    const pairs = Array.from({ length: 300 }, (_, n): Pair => [`${run.slice(n)}b`, "x"]);
    const text = "a".repeat(500_000);
    expect(new Replacer(pairs).replace(text)).toBe(text);
    expect(new Replacer(pairs).replace(`${text}b`)).toBe(`${"a".repeat(498_000)}x`);
  });
});
