import { expect, test } from "vitest";
import { isDeep } from "./is-deep.ts";

const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`);

test("what somebody nests is not deep; what nobody can write again is", () => {
  expect([isDeep(null), isDeep("text"), isDeep({ a: [{ b: {} }] }), isDeep(nested(200))]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([isDeep(nested(201)), isDeep({ a: nested(100_000) })]).toEqual([true, true]);
});

test("wide is not deep", () => {
  expect(isDeep(Array.from({ length: 100_000 }, (_, at) => ({ at })))).toBe(false);
});
