import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { countText } from "./count-text.ts";

const count = (piece: string): number => countTokens(piece, { disallowedSpecial: new Set<string>() });
const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 300 : 15 };

/** Each cut can break one token in two, and one whose bytes were cut in the middle of a character in three. */
const slack = (text: string): number => 2 * Math.ceil(text.length / 4_000);

describe("countText", () => {
  test("ordinary text is counted whole, in one go", () => {
    const text = "const answer = 42; // no long words here\n".repeat(2_000);
    const pieces: number[] = [];
    countText(text, (piece) => pieces.push(piece.length));
    expect(pieces).toEqual([text.length]);
    expect(countText("", count)).toBe(0);
  });

  test("a long run is counted in pieces, nothing left out and nothing twice", () => {
    for (const length of [4_000, 4_001, 8_000, 12_345]) {
      let joined = "";
      countText("x".repeat(length), (piece) => {
        joined += piece;
        return 1;
      });
      expect(joined).toBe("x".repeat(length));
    }
  });

  test("in pieces a text has at most a token or two more per piece than as a whole", () => {
    const letters = fc.constantFrom("a", "Z", "9", "_", "/", "=", "é", "漢", "😀", "abc", "\\u00e9", "base64+");
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 40, maxLength: 100 }),
        fc.integer({ min: 30, max: 60 }),
        (unit, times) => {
          const text = unit.join("").repeat(times);
          const [pieces, whole] = [countText(text, count), count(text)];
          expect(Math.abs(pieces - whole)).toBeLessThanOrEqual(slack(text));
        },
      ),
      runs,
    );
  });

  test.each([
    ["one letter", "a"],
    ["a pair of halves", "😀"],
    ["spaces", " "],
    ["empty lines", "\n"],
    ["tabs", "\t"],
    ["spaces and line ends", " \n"],
    ["signs", "=-"],
    ["comment lines without a comment", "//\n"],
  ])("1 MB of %s comes to an end", (_, unit) => {
    const text = unit.repeat((1 << 20) / unit.length);
    const started = performance.now();
    const tokens = countText(text, count);
    const took = performance.now() - started;
    expect(tokens).toBeGreaterThan(0);
    expect(tokens).toBeLessThanOrEqual(text.length * 4);
    expect(took).toBeLessThan(20_000);
  });
});
