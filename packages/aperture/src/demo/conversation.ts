import { monthsFile } from "./data/month-names.ts";
import { numbered } from "./data/numbered.ts";
import { dayFile, fixedEnding, monthAndDay, parsersIndex, weekday } from "./data/source-files.ts";
import { projectNotes, systemPrompt } from "./data/system-prompt.ts";
import { testFile, testReport } from "./data/test-report.ts";
import { toolDefinitions } from "./data/tool-definitions.ts";
import { gitDiff, gitLog, grepLocalGetters, listing, newTests, workflow } from "./data/work-done.ts";
import type { Script, ScriptedCall } from "./script.ts";

const root = "/home/dev/almanac";
const parser = `${root}/src/parsers/month-and-day.ts`;
const tests = `${root}/test/parsers/month-and-day.test.ts`;
const read = (path: string, file: string): ScriptedCall => ({
  name: "Read",
  input: { file_path: `${root}/${path}` },
  result: numbered(file),
});
const test = (timeZone: string, result: string, filter?: string): ScriptedCall => ({
  name: "Test",
  input: { timeZone, ...(filter ? { filter } : {}) },
  result,
});
const edited = (path: string, lines: string): string => `${path} was changed:\n${lines}`;

/** The demo: an agent finds out why date tests fail on a laptop in Kolkata and pass in CI. */
export const conversation: Script = {
  model: "claude-sonnet-4-5",
  system: systemPrompt,
  tools: toolDefinitions,
  prompt: [
    projectNotes,
    "The month-and-day tests fail on my laptop, all of CI is green. Same commit, same Node. Find out why, fix it, and keep the change small.",
  ],
  title: {
    model: "claude-haiku-4-5",
    system: "Give this conversation a title of three to six words. Answer with the title alone.",
    answer: "Date tests fail outside UTC",
  },
  steps: [
    {
      thinking:
        "Same commit, same Node, different result: what differs is the machine. The notes say that CI runs with TZ=UTC and this machine stands in Asia/Kolkata. That is a suspect, not a finding. Reproduce first, then run the same tests in UTC; if only the zone changes the outcome, the zone it is.",
      text: "I'll see it fail here first, and look at what the test covers.",
      calls: [
        test("Asia/Kolkata", testReport({ timeZone: "Asia/Kolkata", ahead: true, only: true }), "month-and-day"),
        { name: "Glob", input: { pattern: "{src,test}/**/*.ts" }, result: listing },
      ],
    },
    {
      thinking:
        "Every failure is one day early, and only inputs without a year fail: '12.4.2027' and '29 February 2028' pass. So the pattern matching is fine. Now the same in UTC and in a zone behind it.",
      text: "All failures are a day early, and only where the year is missing; today's is a year late as well. Same tests in UTC and in a zone on the other side:",
      calls: [
        test("UTC", testReport({ timeZone: "UTC", ahead: false, only: true }), "month-and-day"),
        test("America/Halifax", testReport({ timeZone: "America/Halifax", ahead: false, only: true }), "month-and-day"),
      ],
    },
    {
      text: "Only ahead of UTC, then. The parser and its test:",
      calls: [read("src/parsers/month-and-day.ts", monthAndDay), read("test/parsers/month-and-day.test.ts", testFile)],
    },
    {
      thinking:
        "nextSuchDay builds `new Date(year, month - 1, day)`: midnight *local*. Then `toISOString()` reads it in *UTC*. In Kolkata midnight is 18:30 UTC of the day before: one day early. In Halifax midnight is 03:00 UTC of the same day, so it passes there by luck.\n\nThere is a second fault in the same lines: `thisYear < now` compares midnight with the present instant, so today at noon is 'past' and becomes next year. But '14 March' is expected to be 2026-03-14 and passes in UTC?... The report says it does. now is 12:00Z, thisYear is 00:00Z, so 00:00 < 12:00 → next year: 2027-03-14. That should fail in UTC. I should check rather than believe.",
      text: "Found a suspect in `nextSuchDay`: midnight in local time, printed in UTC (src/parsers/month-and-day.ts:66). One thing does not fit, so I check it before I change anything.",
      calls: [
        {
          name: "Bash",
          input: {
            command: `for zone in UTC Asia/Kolkata America/Halifax; do TZ=$zone node -e 'const d = new Date(2026, 2, 31); console.log(process.env.TZ, d.toString(), "->", d.toISOString().slice(0, 10))'; done`,
            description: "Midnight of one day, three zones",
          },
          result:
            "UTC Tue Mar 31 2026 00:00:00 GMT+0000 (Coordinated Universal Time) -> 2026-03-31\nAsia/Kolkata Tue Mar 31 2026 00:00:00 GMT+0530 (India Standard Time) -> 2026-03-30\nAmerica/Halifax Tue Mar 31 2026 00:00:00 GMT-0300 (Atlantic Daylight Time) -> 2026-03-31",
        },
        {
          name: "Bash",
          input: {
            command: `TZ=UTC node -e 'import("./src/parsers/month-and-day.ts").then((m) => console.log(m.parseMonthAndDay("14 March", new Date("2026-03-14T12:00:00Z"))))'`,
            description: "Is today still today?",
          },
          result: "{ year: 2027, month: 3, day: 14 }",
          failed: true,
        },
      ],
    },
    {
      thinking:
        "So '14 March' at noon gives 2027 in UTC, yet the test reports a pass for 2026. The test cannot see the noon that it writes down. Look at how tests are run, and at what changed there lately.",
      text: "A second fault: at noon, today already counts as past. The test should have caught that, so I look at how it is run.",
      calls: [
        {
          name: "Bash",
          input: { command: "git log --stat -8 --date=short", description: "What changed lately" },
          result: gitLog,
        },
        {
          name: "Bash",
          input: {
            command: "cat vitest.config.ts test/setup.ts .github/workflows/test.yml",
            description: "How tests are run",
          },
          result: workflow,
        },
      ],
    },
    {
      thinking:
        "There it is: test/setup.ts cuts the time off every instant that is written as a string, so the tests' noon is really midnight, and midnight is not before midnight. It hides the second fault in UTC. A test that builds its instants from numbers goes round it. Leave the setup alone: that is another change. Now the helpers in day.ts, and a neighbour that does it right.",
      text: "test/setup.ts cuts `now` down to midnight, which hid it. `weekday.ts` gets both right, with the helpers of `day.ts`:",
      calls: [
        read("src/day.ts", dayFile),
        read("src/parsers/weekday.ts", weekday),
        read("src/parsers/index.ts", parsersIndex),
      ],
    },
    {
      text: "`parseMonthAndDay` is the only parser that ignores the `timeZone` it is handed. I check whether anything else reads local time.",
      calls: [
        {
          name: "Grep",
          input: { pattern: "getFullYear|getMonth|getDate\\(|toISOString|new Date\\([^)]*,", path: `${root}/src` },
          result: grepLocalGetters,
        },
        read("src/names/months.ts", monthsFile),
      ],
    },
    {
      text: "Only these lines. The plan:",
      calls: [
        {
          name: "Plan",
          input: {
            steps: [
              { says: "nextSuchDay compares days as days, in the caller's zone", state: "running" },
              { says: "tests at every hour, in four zones", state: "open" },
              { says: "whole suite in five zones", state: "open" },
            ],
          },
          result: "The plan is shown.",
        },
        {
          name: "Edit",
          input: { file_path: parser, old_string: fixedEnding.before, new_string: fixedEnding.after },
          result: edited(parser, numbered(fixedEnding.after, 61)),
        },
      ],
    },
    {
      text: "Now its caller and the import:",
      calls: [
        {
          name: "Edit",
          input: {
            file_path: parser,
            old_string:
              "export function parseMonthAndDay(text: string, now: Date): Day | undefined {\n  const words = text.trim();",
            new_string:
              "export function parseMonthAndDay(text: string, now: Date, timeZone: string): Day | undefined {\n  const today = dayOf(now, timeZone);\n  const words = text.trim();",
          },
          result: edited(
            parser,
            "    14\texport function parseMonthAndDay(text: string, now: Date, timeZone: string): Day | undefined {",
          ),
        },
        {
          name: "Edit",
          input: {
            file_path: parser,
            old_string: 'import type { Day } from "../day.ts";',
            new_string: 'import { compareDays, type Day, dayOf } from "../day.ts";',
          },
          result: edited(parser, '     1\timport { compareDays, type Day, dayOf } from "../day.ts";'),
        },
      ],
    },
    {
      text: "The tests name their zone, and today must stay today at every hour:",
      calls: [
        {
          name: "Edit",
          input: { file_path: tests, old_string: "    const day = parseMonthAndDay(text, now);", new_string: newTests },
          result: edited(tests, numbered(newTests, 17)),
        },
        test(
          "Asia/Kolkata",
          testReport({ timeZone: "Asia/Kolkata", ahead: true, fixed: true, only: true }),
          "month-and-day",
        ),
      ],
    },
    {
      text: "Green here. The whole suite, in the zones that could disagree:",
      calls: [
        test("Asia/Kolkata", testReport({ timeZone: "Asia/Kolkata", ahead: true, fixed: true })),
        test("Pacific/Kiritimati", testReport({ timeZone: "Pacific/Kiritimati", ahead: true, fixed: true })),
        test("America/Halifax", testReport({ timeZone: "America/Halifax", ahead: false, fixed: true })),
        test("UTC", testReport({ timeZone: "UTC", ahead: false, fixed: true })),
      ],
    },
    {
      thinking:
        "Before I call it done: would the new tests have failed with the old code? Take the fix out, run them, put it back.",
      text: "A test that cannot fail proves nothing, so the new ones against the old code:",
      calls: [
        {
          name: "Bash",
          input: {
            command: "git stash push -q src && TZ=UTC npx vitest run month-and-day; git stash pop -q",
            description: "New tests, old code",
          },
          result: testReport({ timeZone: "UTC", ahead: false, newTests: true, only: true }),
          failed: true,
        },
      ],
    },
    {
      text: "They fail without the fix, in UTC too. What changed:",
      calls: [
        { name: "Bash", input: { command: "git diff", description: "The whole change" }, result: gitDiff },
        {
          name: "Bash",
          input: { command: "npx tsc --noEmit && git status --short", description: "Types and state" },
          result: " M src/parsers/month-and-day.ts\n M test/parsers/month-and-day.test.ts",
        },
      ],
    },
    {
      text: `Fixed. \`nextSuchDay\` made midnight in the machine's zone and printed it in UTC, so every zone ahead of UTC got the day before (src/parsers/month-and-day.ts:61). CI runs in UTC, where the two are the same.

A second fault sat in the same lines: at noon, today already counted as past and became next year. test/setup.ts, which cuts instants down to midnight, had hidden it.

- \`parseMonthAndDay\` now uses the time zone that it was handed all along, and compares days as days. 10 lines out, 9 in.
- New tests: today is still today at every hour, in four zones from UTC+14 to UTC−11. Without the fix they fail in UTC as well.
- 69 tests pass in Kolkata, Kiritimati, Halifax and UTC.

Not done, because you asked for a small change: CI could run the suite in a second zone. It is one line in .github/workflows/test.yml.`,
    },
  ],
};
