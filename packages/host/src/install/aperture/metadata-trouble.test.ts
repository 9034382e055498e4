import { expect, test } from "vitest";
import { metadataTrouble } from "./metadata-trouble.ts";

test.each([
  ["New timestamp version 2 is less than current version 3", "rolls it back"],
  ["Expected version 2, got 9", "rolls it back"],
  ["Missing file targets.json in new snapshot", "rolls it back"],
  ["Final timestamp.json is expired", "has expired"],
  ["Unable to load snapshot metadata error Error: Expected hash a but got b", "do not belong together"],
  ["Unable to load targets error Error: Expected length 3 but got 4", "do not belong together"],
  ["timestamp was signed by 0/1 keys", "not signed by the keys of its root"],
  ["Unexpected token '<'", "damaged or cut short"],
  ["something new", "its metadata does not hold (something new)"],
])("%s", (message, says) => {
  expect(metadataTrouble(new Error(message))).toContain(says);
});

test("what it repeats cannot steer a terminal, and is short", () => {
  const said = metadataTrouble(new Error(`\u001b[31m${"x".repeat(1_000)}`));
  expect(said).toMatch(/^[\x20-\x7e]{1,250}$/);
});
