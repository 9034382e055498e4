import { expect, test } from "vitest";
import { revokedBecause } from "./revoked-because.ts";

const list = [
  { name: "one", versions: "<1.2.0", reason: "it leaks" },
  { name: "two", versions: "*", reason: "" },
  { name: "three", versions: "those of last week", reason: "unreadable range" },
];

test.each([
  ["one", "1.1.9", "it leaks"],
  ["one", "1.2.0-beta.1", "it leaks"],
  ["one", "1.2.0", null],
  ["two", "9.9.9", "no reason was given"],
  ["two", "0.0.1-alpha", "no reason was given"],
  ["three", "1.0.0", "unreadable range"],
  ["four", "1.0.0", null],
])("%s %s: %s", (name, version, reason) => {
  expect(revokedBecause(list, name, version)).toBe(reason);
});
