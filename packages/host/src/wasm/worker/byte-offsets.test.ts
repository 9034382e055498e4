import fc from "fast-check";
import { expect, test } from "vitest";
import { byteOffsets } from "./byte-offsets.ts";

test("is the length of the UTF-8 before it, for texts of every script", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      const bytes = byteOffsets(text);
      let unit = 0;
      for (const character of text) {
        expect(bytes(unit)).toBe(Buffer.byteLength(text.slice(0, unit)));
        unit += character.length;
      }
      expect(bytes(text.length)).toBe(Buffer.byteLength(text));
    }),
  );
});

test("half of a character is where the character begins", () => {
  const bytes = byteOffsets("a😀b");
  expect([0, 1, 2, 3, 4].map(bytes)).toEqual([0, 1, 1, 5, 6]);
});

test("half a pair counts as the three bytes it becomes", () => {
  expect(byteOffsets("\ud800x")(1)).toBe(3);
});
