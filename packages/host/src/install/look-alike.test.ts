import { expect, test } from "vitest";
import { lookAlike } from "./look-alike.ts";

const known = ["auto-test-staging", "redact-emails", "cost-label", "trim", "modern-mail"];

test.each([
  "Auto-Test-Staging",
  "autotest-staging",
  "auto_test_staging",
  "auto-test-stag1ng",
  "\u0430uto-test-staging",
  "aut0-test-staging",
  "rèdact-emails",
  "redact-ema\u200bils",
  "modem-mail",
  "c0st-labe1",
])("%s is taken for one that is known", (name) => {
  expect(lookAlike(name, known)?.how).toBe("same");
});

test.each([
  ["redact-email", "redact-emails"],
  ["redact-emailss", "redact-emails"],
  ["redact-emaiks", "redact-emails"],
  ["redact-emials", "redact-emails"],
  ["xredact-emails", "redact-emails"],
  ["trin", "trim"],
])("%s is one letter from %s", (name, other) => {
  expect(lookAlike(name, known)).toEqual({ other, how: "near" });
});

test.each(["redact-emails", "auto-test", "redact-phones", "tri", "label-cost", ""])("%j is nobody else", (name) => {
  expect(lookAlike(name, known)).toBeNull();
});

test("who is taken for one and near to another is taken for the one", () => {
  expect(lookAlike("cost-labei", ["cost-labex", "cost-label"])).toEqual({ other: "cost-label", how: "same" });
});
