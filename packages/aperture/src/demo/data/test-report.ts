import { otherTests, testCases } from "./test-cases.ts";

const file = "test/parsers/month-and-day.test.ts";

/** A test that did not get what it expects. */
interface Failure {
  readonly name: string;
  readonly expected: string;
  readonly received: string;
}

export interface ReportOptions {
  readonly timeZone: string;
  /** Whether the zone is ahead of UTC: there the unfixed code reads midnight as the day before. */
  readonly ahead: boolean;
  /** Whether the parser is fixed. */
  readonly fixed?: boolean;
  /** Whether the tests that come with the fix are there; default: as soon as it is fixed. */
  readonly newTests?: boolean;
  /** Only the parser's own test file. */
  readonly only?: boolean;
}

/** Zones of the new tests, and the day it is there half past midnight UTC on 14 March 2026. */
const zones = [
  ["Asia/Kolkata", 14],
  ["Pacific/Kiritimati", 14],
  ["America/Halifax", 13],
  ["Pacific/Pago_Pago", 13],
] as const;
const zoneTest = (zone: string): string => `today is still today at every hour in ${zone}`;

/** The test runner's report of the demo's project. */
export function testReport(options: ReportOptions): string {
  const { timeZone, ahead, fixed = false, newTests = fixed, only = false } = options;
  const failures = fixed ? [] : [...(ahead ? midnightFailures() : []), ...(newTests ? noonFailures() : [])];
  const failed = new Set(failures.map((failure) => failure.name));
  const own = [
    ...testCases.map(([text, day]) => `${text} is ${day}`),
    ...(newTests ? zones.map(([zone]) => zoneTest(zone)) : []),
  ];
  const others = only ? [] : Object.entries(otherTests);
  const total = own.length + others.reduce((sum, [, tests]) => sum + tests.length, 0);
  const red = failures.length > 0;
  return [
    "",
    "> almanac@3.2.0 test",
    `> TZ=${timeZone} vitest run --reporter=verbose${only ? ` ${file}` : ""}`,
    "",
    ` ${red ? "❯" : "✓"} ${file} (${own.length} tests${red ? ` | ${failures.length} failed` : ""}) 61 ms`,
    ...own.map((name) => `   ${failed.has(name) ? "×" : "✓"} ${name} (${name.length % 4} ms)`),
    ...others.flatMap(([name, tests]) => [
      ` ✓ ${name} (${tests.length} tests) ${tests.length * 2} ms`,
      ...tests.map((test) => `   ✓ ${test} (${test.length % 3} ms)`),
    ]),
    "",
    ...failures.flatMap((failure, index) => told(failure, index + 1, failures.length)),
    ` Test Files  ${red ? "1 failed | " : ""}${others.length + (red ? 0 : 1)} passed`,
    `      Tests  ${red ? `${failures.length} failed | ` : ""}${total - failures.length} passed (${total})`,
    "",
  ].join("\n");
}

/** Ahead of UTC every day without a year comes out a day early; today has begun there already, so it is next year's as well. */
function midnightFailures(): readonly Failure[] {
  const wrong = testCases.filter(([text, day]) => day !== "undefined" && !/\d{4}$/.test(text));
  return wrong.map(([text, day]) => {
    const early = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
    const received = text === "14 March" ? early.replace("2026", "2027") : early;
    return { name: `${text} is ${day}`, expected: day, received };
  });
}

/** In every zone today counts as past once its midnight is over. */
const noonFailures = (): readonly Failure[] =>
  zones.map(([zone, day]) => ({ name: zoneTest(zone), expected: `2026-03-${day}`, received: `2027-03-${day}` }));

const told = ({ name, expected, received }: Failure, number: number, of: number): readonly string[] => [
  ` FAIL  ${file} > ${name}`,
  `AssertionError: expected '${received}' to be '${expected}'`,
  "",
  `Expected: "${expected}"`,
  `Received: "${received}"`,
  "",
  ` ❯ ${file}:${name.includes("every hour") ? "52:42" : "41:35"}`,
  "   ❯ runTest node_modules/@vitest/runner/dist/index.js:781:11",
  "   ❯ runSuite node_modules/@vitest/runner/dist/index.js:909:8",
  "   ❯ runFiles node_modules/@vitest/runner/dist/index.js:966:3",
  "   ❯ startTests node_modules/@vitest/runner/dist/index.js:985:3",
  "   ❯ processTicksAndRejections node:internal/process/task_queues:105:5",
  "",
  `⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[${number}/${of}]⎯`,
  "",
];

/** test/parsers/month-and-day.test.ts before the change. */
export const testFile = `import { expect, test } from "vitest";
import { formatDay } from "../../src/day.ts";
import { parseMonthAndDay } from "../../src/parsers/month-and-day.ts";

// A Saturday, at noon in UTC: 17:30 in Kolkata, 09:00 in Halifax, the same day in both.
const now = new Date("2026-03-14T12:00:00Z");

const cases: readonly (readonly [string, string | undefined])[] = [
${testCases.map(([text, day]) => `  ["${text}", ${day === "undefined" ? day : `"${day}"`}],`).join("\n")}
];

const name = (text: string, expected: string | undefined) => \`\${text} is \${expected}\`;
for (const [text, expected] of cases) {
  test(name(text, expected), () => {
    const day = parseMonthAndDay(text, now);
    expect(day && formatDay(day)).toBe(expected);
  });
}
`;
