import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["session-12", ["session-1", "session-2", "session-13"], "session-1"],
  ["fix-logn", ["write-docs", "fix-login"], "fix-login"],
  ["", ["b", "aa"], "b"],
  ["same", ["other", "same"], "same"],
  ["x".repeat(1_000_000), ["short", "x".repeat(80)], "x".repeat(80)],
])("%s", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
