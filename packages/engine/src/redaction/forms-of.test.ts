import { expect, test } from "vitest";
import { formsOf, inJson } from "./forms-of.ts";

test("a plain value has one form", () => expect(formsOf("sk-live_4f9a")).toEqual(["sk-live_4f9a"]));

test("every escaping that some writer does is a form", () => {
  expect(formsOf('a"é/')).toEqual(
    expect.arrayContaining([
      'a"é/',
      'a\\"é/',
      'a\\"\\u00e9/',
      'a\\"é\\/',
      'a\\"\\u00e9\\/',
      'a\\\\\\"é/',
      'a\\\\\\"\\\\u00e9/',
    ]),
  );
  expect(new Set(formsOf('a"é/')).size).toBe(formsOf('a"é/').length);
});

test.each(['"', "\\", "\n", "\u0000", "😀", "\ud800", "\u2028"])("%j in a JSON string is read as the same", (text) =>
  expect(JSON.parse(`"${inJson(text)}"`)).toBe(text),
);
