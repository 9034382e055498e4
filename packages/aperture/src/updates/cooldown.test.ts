import { expect, test } from "vitest";
import { COOLDOWN_MS, coolsBySafeUntil, coolsUntil } from "./cooldown.ts";

const now = Date.parse("2026-03-02T12:00:00Z");
const hour = 60 * 60_000;
const ago = (ms: number): string => new Date(now - ms).toISOString();
const seen = now - 20 * hour;

test.each([
  ["nobody says when", null, null],
  ["not a date", "yesterday", null],
  ["a moment ago", ago(0), now + COOLDOWN_MS],
  ["23 hours ago", ago(23 * hour), now + hour],
  ["24 hours ago", ago(24 * hour), null],
  ["a year ago", ago(365 * 24 * hour), null],
  // A day that is to come is no date: what counts is when it was seen here.
  ["in a year", ago(-365 * 24 * hour), now + 4 * hour],
])("published %s", (_, publishedAt, until) => {
  expect(coolsUntil(publishedAt, seen, now)).toBe(until);
});

test.each([
  ["nobody says when", null, now + 4 * hour],
  ["not a date", "yesterday", now + 4 * hour],
  ["23 hours ago", ago(23 * hour), now + hour],
  ["a year ago", ago(365 * 24 * hour), null],
  ["in a year", ago(-365 * 24 * hour), now + 4 * hour],
])("by itself, published %s", (_, publishedAt, until) => {
  expect(coolsBySafeUntil(publishedAt, seen, now)).toBe(until);
});

test("a day after it was seen it has cooled, and a clock that was put back makes it no longer than a day", () => {
  expect(coolsBySafeUntil(null, now - COOLDOWN_MS, now)).toBeNull();
  expect(coolsUntil(ago(-hour), now - COOLDOWN_MS, now)).toBeNull();
  expect(coolsBySafeUntil(null, now + 30 * COOLDOWN_MS, now)).toBe(now + COOLDOWN_MS);
});
