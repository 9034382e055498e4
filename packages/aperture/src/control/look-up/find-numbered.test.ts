import { expect, test } from "vitest";
import { findNumbered } from "./find-numbered.ts";

const known = new Map([
  [3, "three"],
  [9, "nine"],
]);
const find = (id: string) => findNumbered("operation", id, (n) => known.get(n));

test("finds by number", () => {
  expect(find("operation-3")).toBe("three");
});

test.each([
  ["operation-4", "The nearest is operation-3"],
  ["operation-11", "The nearest is operation-9"],
  ["checkpoint-9", "The nearest is operation-9"],
  ["operation-09", "The nearest is operation-9"],
  ["nonsense", "The nearest is operation-3"],
  ["operation-999999999999999", "Ids look like operation-1"],
])("%s is unknown: %s", (id, hint) => {
  expect(() => find(id)).toThrow(
    expect.objectContaining({ code: "not_found", facts: { what: "operation", id, hint } }),
  );
});
