import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "./config-fields.ts";
import { pointerOf, valueAt, withValueAt } from "./json-path.ts";

const path = fc.array(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "a/b", "~")), {
  minLength: 1,
  maxLength: 4,
});
const object = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

test("what was put somewhere is there, the rest is as it was, and nobody's prototype learns of it", () => {
  fc.assert(
    fc.property(object, path, fc.string(), (root, at, value) => {
      const before = JSON.stringify(root);
      const after = withValueAt(root, at, value);
      expect(valueAt(after, at)).toBe(value);
      expect(JSON.stringify(root)).toBe(before);
      for (const key of Object.keys(root)) if (key !== at[0]) expect(after[key]).toEqual(root[key]);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(({} as JsonObject)[at[0]!] === value).toBe(false);
    }),
  );
});

test("what is taken out leaves no empty objects behind", () => {
  const root = { a: { b: { c: 1 } }, d: 2 };
  expect(withValueAt(root, ["a", "b", "c"], undefined)).toEqual({ d: 2 });
  expect(withValueAt({ a: { b: 1, c: 2 } }, ["a", "b"], undefined)).toEqual({ a: { c: 2 } });
});

test("through what is no object there is nothing; writing there makes one", () => {
  expect(valueAt({ a: "text" }, ["a", "length"])).toBeUndefined();
  expect(valueAt({ a: [1] }, ["a", "0"])).toBeUndefined();
  expect(withValueAt({ a: "text" }, ["a", "b"], 1)).toEqual({ a: { b: 1 } });
});

test("the root itself is replaced by an object, never by anything else", () => {
  expect(withValueAt({ a: 1 }, [], { b: 2 })).toEqual({ b: 2 });
  expect(withValueAt({ a: 1 }, [], [1])).toEqual({});
});

test("pointers as RFC 6901 writes them", () => {
  expect(pointerOf([])).toBe("");
  expect(pointerOf(["a", "b/c", "~d"])).toBe("/a/b~1c/~0d");
});
