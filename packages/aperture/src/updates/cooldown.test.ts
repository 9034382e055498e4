import { expect, test } from "vitest";
import { COOLDOWN_MS, coolsUntil } from "./cooldown.ts";

const now = Date.parse("2026-03-02T12:00:00Z");
const hour = 60 * 60_000;
const ago = (ms: number): string => new Date(now - ms).toISOString();

test.each([
  ["nobody says when", null, null],
  ["not a date", "yesterday", null],
  ["a moment ago", ago(0), now + COOLDOWN_MS],
  ["23 hours ago", ago(23 * hour), now + hour],
  ["24 hours ago", ago(24 * hour), null],
  ["a year ago", ago(365 * 24 * hour), null],
  // A clock that is ahead buys no longer wait than the rule says.
  ["in a year", ago(-365 * 24 * hour), now + COOLDOWN_MS],
])("published %s", (_, publishedAt, until) => {
  expect(coolsUntil(publishedAt, now)).toBe(until);
});
