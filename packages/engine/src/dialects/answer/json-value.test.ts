import { expect, test } from "vitest";
import { countField, field, listField, membersOf, textField } from "./json-value.ts";

const odd: unknown[] = [null, undefined, 1, "text", true, [], {}];

test.each(odd)("%j has no members", (value) => {
  expect(field(value, "a")).toBeUndefined();
  expect(textField(value, "a")).toBeUndefined();
  expect(countField(value, "a")).toBeUndefined();
  expect(listField(value, "a")).toEqual([]);
  expect(membersOf(value)).toEqual({});
});

test("what every object inherits is no member", () => {
  expect(field({}, "constructor")).toBeUndefined();
  expect(field(JSON.parse('{"__proto__":1}'), "__proto__")).toBe(1);
});

test.each([
  [5, 5],
  [5.4, 5],
  [0, 0],
  [-1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  ["5", undefined],
  [null, undefined],
])("the count %j is %j", (value, expected) => {
  expect(countField({ a: value }, "a")).toBe(expected);
});

test("a copy of an object's members is a copy", () => {
  const value = { a: 1 };
  membersOf(value).a = 2;
  expect(value).toEqual({ a: 1 });
});
