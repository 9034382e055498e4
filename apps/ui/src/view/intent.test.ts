import { expect, test } from "vitest";
import { allLevels, describeIntent, isIntent, stepLevel } from "./intent.ts";

test.each(["original", "trimmed", "summarized", "minimal", "remove", "redact", "checkpoint-12"])(
  "%s is one",
  (text) => {
    expect(isIntent(text)).toBe(true);
  },
);

test.each([null, "", "constructor", "remove ", "checkpoint-", "checkpoint-x", "TRIMMED"])("%j is none", (text) => {
  expect(isIntent(text)).toBe(false);
});

test("levels are stepped through to both ends and not beyond", () => {
  expect(allLevels.map((level) => stepLevel(level, 1))).toEqual(["trimmed", "summarized", "minimal", "minimal"]);
  expect(allLevels.map((level) => stepLevel(level, -1))).toEqual(["original", "original", "trimmed", "summarized"]);
});

test("each says what it would do", () => {
  const all = [...allLevels, "remove", "redact", "checkpoint-3"] as const;
  expect(new Set(all.map(describeIntent)).size).toBe(all.length);
  expect(describeIntent("checkpoint-3")).toBe("Back to checkpoint-3");
});
