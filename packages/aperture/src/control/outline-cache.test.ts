import { expect, test } from "vitest";
import { OutlineCache, outlineKey } from "./outline-cache.ts";

const question = { code: "let a = 1;\n", path: "src/a.ts", keep: ["a"], firstLine: 3 };
const keyOf = (more: Partial<typeof question>): string | undefined => outlineKey({ ...question, ...more })?.key;

test("an outline is remembered by all that it depends on, and by nothing else", () => {
  const key = keyOf({});
  expect(keyOf({ path: "lib/other.mts" })).toBe(key);
  const others = [{ code: "let b = 1;\n" }, { path: "a.js" }, { keep: [] }, { keep: ["a", "b"] }, { firstLine: 4 }];
  expect(new Set([key, ...others.map(keyOf)]).size).toBe(others.length + 1);
  expect(outlineKey({ ...question, path: "a.txt" })).toBeNull();
  expect(outlineKey({ ...question, code: " ".repeat(128_001) })).toBeNull();
});

test("no outline is an answer, nothing known is none", () => {
  const cache = new OutlineCache();
  cache.set("a", null);
  expect([cache.get("a"), cache.get("b")]).toEqual([null, undefined]);
  cache.clear();
  expect(cache.get("a")).toBeUndefined();
});

test("the oldest are given up, by number and by size", () => {
  const cache = new OutlineCache();
  for (let n = 0; n < 2_100; n++) cache.set(`${n}`, null);
  expect([cache.get("99"), cache.get("100"), cache.get("2099")]).toEqual([undefined, null, null]);
  const large = "x".repeat(3_000_000);
  for (const name of ["a", "b", "c"]) cache.set(name, large);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, large, large]);
  // Said anew it counts once, and is the newest.
  cache.set("b", large);
  expect([cache.get("b"), cache.get("c")]).toEqual([large, large]);
});
