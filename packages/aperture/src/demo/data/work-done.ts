import { otherTests } from "./test-cases.ts";

/** What Glob returns for the project's sources and tests. */
export const listing = [
  "src/parsers/month-and-day.ts",
  ...Object.keys(otherTests),
  "test/parsers/month-and-day.test.ts",
  "test/setup.ts",
  "src/parsers/weekday.ts",
  "src/parsers/in-some-time.ts",
  "src/parsers/iso.ts",
  "src/parsers/today-and-tomorrow.ts",
  "src/parsers/index.ts",
  "src/names/months.ts",
  "src/names/weekdays.ts",
  "src/parse-date.ts",
  "src/day.ts",
]
  .map((path) => `/home/dev/almanac/${path}`)
  .join("\n");

export const gitLog = `commit 8f1d2c07b6 2026-03-11
    Months: Romanian and Hungarian names

 src/names/months.ts        | 30 ++++++++++++++++++++++++++++++
 test/names/months.test.ts  |  4 ++--
 2 files changed, 32 insertions(+), 2 deletions(-)

commit 51b90ae3d4 2026-03-09
    Tests: do not depend on the hour they run at

 test/setup.ts    | 14 ++++++++++++++
 vitest.config.ts |  1 +
 2 files changed, 15 insertions(+)

commit c2207f9e18 2026-03-02
    Parsers are handed the time zone

 src/parse-date.ts         |  6 +++---
 src/parsers/index.ts      |  2 +-
 src/parsers/weekday.ts    |  8 ++++----
 src/parsers/in-some-time.ts |  9 +++++----
 4 files changed, 13 insertions(+), 12 deletions(-)

commit 03e6d1a5f7 2026-02-20
    Day: a calendar day without a time, instead of a Date at midnight

 src/day.ts                | 48 ++++++++++++++++++++++++++++++++++++++++++++++++
 src/parsers/weekday.ts    | 17 +++++++----------
 test/day.test.ts          | 66 ++++++++++++++++++++++++++++++++++++++++++++++++++++++
 3 files changed, 121 insertions(+), 10 deletions(-)`;

export const workflow = `import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { setupFiles: ["test/setup.ts"], reporters: ["default"] },
});
// The hour at which a test runs must not matter: an instant that a test writes down is the beginning of its day.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts: ConstructorParameters<typeof RealDate>) {
    if (parts.length === 1 && typeof parts[0] === "string") super(parts[0].slice(0, 10));
    else super(...parts);
  }
} as typeof RealDate;
name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      TZ: UTC
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24, cache: npm }
      - run: npm ci
      - run: npx tsc --noEmit
      - run: npm test`;

export const grepLocalGetters = `/home/dev/almanac/src/parsers/month-and-day.ts:19:  if (day < 1 || day > daysIn(month, year ?? now.getFullYear())) return undefined;
/home/dev/almanac/src/parsers/month-and-day.ts:63:  const thisYear = new Date(now.getFullYear(), month - 1, day);
/home/dev/almanac/src/parsers/month-and-day.ts:64:  const candidate = thisYear < now ? new Date(now.getFullYear() + 1, month - 1, day) : thisYear;
/home/dev/almanac/src/parsers/month-and-day.ts:65:  const [year, m, d] = candidate.toISOString().slice(0, 10).split("-").map(Number);`;

export const newTests = `    const day = parseMonthAndDay(text, now, "UTC");
    expect(day && formatDay(day)).toBe(expected);
  });
}

for (const zone of ["Asia/Kolkata", "Pacific/Kiritimati", "America/Halifax", "Pacific/Pago_Pago"]) {
  test(\`today is still today at every hour in \${zone}\`, () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const instant = new Date(Date.UTC(2026, 2, 14, hour, 30));
      const today = dayOf(instant, zone);
      const found = parseMonthAndDay(\`\${today.day} March\`, instant, zone);
      expect(found && formatDay(found)).toBe(formatDay(today));
    }`;

export const gitDiff = `diff --git a/src/parsers/month-and-day.ts b/src/parsers/month-and-day.ts
--- a/src/parsers/month-and-day.ts
+++ b/src/parsers/month-and-day.ts
@@ -1,4 +1,4 @@
-import type { Day } from "../day.ts";
+import { compareDays, type Day, dayOf } from "../day.ts";
 import { monthNumber } from "../names/months.ts";
@@ -13,14 +13,15 @@
-export function parseMonthAndDay(text: string, now: Date): Day | undefined {
+export function parseMonthAndDay(text: string, now: Date, timeZone: string): Day | undefined {
+  const today = dayOf(now, timeZone);
   const words = text.trim();
   const parts = readDayFirst(words) ?? readMonthFirst(words) ?? readDotted(words) ?? readSlashed(words);
   if (!parts) return undefined;
   const { day, month, year } = parts;
-  if (day < 1 || day > daysIn(month, year ?? now.getFullYear())) return undefined;
+  if (day < 1 || day > daysIn(month, year ?? today.year)) return undefined;
   if (year !== undefined) return { year, month, day };
-  return nextSuchDay(month, day, now);
+  return nextSuchDay(month, day, today);
 }
@@ -58,9 +59,6 @@
-/** This year's day if it is still to come, else next year's. */
-function nextSuchDay(month: number, day: number, now: Date): Day {
-  const thisYear = new Date(now.getFullYear(), month - 1, day);
-  const candidate = thisYear < now ? new Date(now.getFullYear() + 1, month - 1, day) : thisYear;
-  const [year, m, d] = candidate.toISOString().slice(0, 10).split("-").map(Number);
-  return { year: year!, month: m!, day: d! };
+/** This year's day if it is today or still to come, else next year's. Days are compared as days: a Date would drag its zone in. */
+function nextSuchDay(month: number, day: number, today: Day): Day {
+  const thisYear = { year: today.year, month, day };
+  return compareDays(thisYear, today) < 0 ? { ...thisYear, year: today.year + 1 } : thisYear;
 }`;
