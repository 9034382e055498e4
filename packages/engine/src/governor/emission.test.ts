import { expect, test } from "vitest";
import { commonParts, type EmissionPart, emissionOf, promptSize } from "./emission.ts";

const part = (n: number, more: Partial<EmissionPart> = {}): EmissionPart => ({
  ...{ key: `user:${n}`, hash: `h${n}`, block: n, tokens: n * 10, mark: false },
  ...more,
});
const of = (parts: readonly EmissionPart[], automatic = false) => emissionOf("m", parts, automatic);

test("tokens add up, one more than the parts; ends stand behind marks", () => {
  const emission = of([part(1), part(2, { mark: true }), part(3, { mark: true }), part(4)]);
  expect(emission).toMatchObject({ model: "m", blocks: [1, 2, 3, 4], tokens: [0, 10, 30, 60, 100], ends: [2, 3] });
  expect(promptSize(emission)).toBe(100);
});

test("kept as a whole where the provider marks nothing, and only once where the last part is marked", () => {
  expect(of([part(1), part(2)], true).ends).toEqual([2]);
  expect(of([part(1, { mark: true }), part(2)], true).ends).toEqual([1, 2]);
  expect(of([part(1), part(2, { mark: true })], true).ends).toEqual([2]);
  expect(of([part(1), part(2)]).ends).toEqual([]);
});

test("a prompt of nothing", () => {
  expect(of([])).toMatchObject({ keys: [], tokens: [0], ends: [] });
  expect(promptSize(of([]))).toBe(0);
});

test("common parts: the same identity and the same words, from the beginning", () => {
  const one = of([part(1), part(2), part(3)]);
  expect(commonParts(one, one)).toBe(3);
  expect(commonParts(one, of([part(1), part(2)]))).toBe(2);
  expect(commonParts(one, of([part(1), part(2, { hash: "x" }), part(3)]))).toBe(1);
  expect(commonParts(one, of([part(1, { key: "system:1" }), part(2), part(3)]))).toBe(0);
  expect(commonParts(one, of([part(1, { mark: true, tokens: 99, block: 77 }), part(2), part(3)]))).toBe(3);
  expect(commonParts(of([]), one)).toBe(0);
});
