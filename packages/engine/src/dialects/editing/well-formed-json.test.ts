import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "./json-text.ts";
import { wellFormedJson } from "./well-formed-json.ts";

test.each([
  ['{"a":"\\ud83d"}', '{"a":"\ufffd"}'],
  ['{"\\uDE00":"\\ud83d\\uDE00"}', '{"\ufffd":"\\ud83d\\uDE00"}'],
  ['["\\\\ud83d"]', '["\\\\ud83d"]'],
  ['["\\\\\\ud83d"]', '["\\\\\ufffd"]'],
  ['["\\ud83d\\ud83d\\ude00"]', '["\ufffd\\ud83d\\ude00"]'],
  ['["\ud83d"]', '["\ufffd"]'],
  ['{"n": 1.0}', '{"n": 1.0}'],
])("%j", (json, expected) => {
  expect(wellFormedJson(json)).toBe(expected);
});

test("no text with half a character is left, and no other is changed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      const half = `${a}\ud800${b}`;
      expect(JSON.parse(wellFormedJson(JSON.stringify([a, half])))).toEqual([a.toWellFormed(), half.toWellFormed()]);
      expect(JSON.parse(jsonText(half))).toBe(half.toWellFormed());
    }),
  );
});
