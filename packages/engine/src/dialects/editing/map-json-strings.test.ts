import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../document/testing/arbitrary-json.ts";
import { mapJsonStrings } from "./map-json-strings.ts";

const deep = process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000;
const write = (text: string): string => JSON.stringify(text);

/** The slow way: every string value of a parsed value. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** No key may come twice: the parser of the reference keeps only the last. */
const distinct = jsonText.filter(
  (json) => JSON.stringify(JSON.parse(json)).length > 0 && !/"[^"]*"\s*:.*:/s.test(json),
);

test("changes nothing where nothing is replaced, byte for byte", () => {
  fc.assert(
    fc.property(jsonText, (json) => {
      expect(mapJsonStrings(json, (text) => text, write)).toBe(json);
    }),
    { numRuns: deep },
  );
});

test("shows every string value once, and writes what it is given", () => {
  fc.assert(
    fc.property(distinct, (json) => {
      const seen: string[] = [];
      const mapped = mapJsonStrings(json, (text) => `${seen.push(text)}\n"${text}`, write);
      expect(seen.toSorted()).toEqual(stringsIn(JSON.parse(json)).toSorted());
      expect(stringsIn(JSON.parse(mapped))).toHaveLength(seen.length);
    }),
    { numRuns: deep },
  );
});

test.each([
  ['{"a" : "a", "b":[ "a" ,1.0,-0,1e400]}', '{"a" : "X", "b":[ "X" ,1.0,-0,1e400]}'],
  ['{"a":{"a":"\\u0061"},"c":"\\u00e9\\/"}', '{"a":{"a":"X"},"c":"\\u00e9\\/"}'],
  ['"a"', '"X"'],
  ['{"\\"a\\\\":"a"}', '{"\\"a\\\\":"X"}'],
  ['["\\\\","a"]', '["\\\\","X"]'],
])("%s", (json, expected) => {
  expect(mapJsonStrings(json, (text) => (text === "a" ? "X" : text), write)).toBe(expected);
});

test("a megabyte of one string, and of many", () => {
  const long = JSON.stringify({ text: "x\n".repeat(1 << 19), last: "a" });
  expect(mapJsonStrings(long, (text) => (text === "a" ? "b" : text), write)).toBe(long.replace('"a"', '"b"'));
  const many = JSON.stringify(Array.from({ length: 50_000 }, (_, n) => `text ${n}`));
  expect(mapJsonStrings(many, (text) => text.replace("text", "word"), write)).toBe(many.replaceAll("text", "word"));
});
