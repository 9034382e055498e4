import { otherTests, testCases } from "./test-cases.ts";

const file = "test/parsers/month-and-day.test.ts";

/** The day before, as a zone ahead of UTC makes it when midnight is read in UTC. */
const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** Whether a case fails in a zone ahead of UTC: every day without a year goes through the wrong lines. */
const failsAhead = (text: string, day: string): boolean => day !== "undefined" && !/\d{4}$/.test(text);

/** The test runner's report of the demo's project in a zone; `fixed` after the change, with its new tests. */
export function testReport(options: { timeZone: string; ahead: boolean; fixed?: boolean; only?: boolean }): string {
  const { timeZone, ahead, fixed = false, only = false } = options;
  const failing = ahead && !fixed ? testCases.filter(([text, day]) => failsAhead(text, day)) : [];
  const failed = new Set(failing.map(([text]) => text));
  const cases = testCases.map(
    ([text, day]) => `   ${failed.has(text) ? "×" : "✓"} ${text} is ${day} (${failed.has(text) ? 3 : 0} ms)`,
  );
  const more = fixed ? ["Asia/Kolkata", "Pacific/Kiritimati", "America/Halifax", "Pacific/Pago_Pago"] : [];
  const added = more.map((zone) => `   ✓ today is still today at every hour in ${zone} (2 ms)`);
  const others = only
    ? []
    : Object.entries(otherTests).flatMap(([name, tests]) => [
        ` ✓ ${name} (${tests.length} tests) ${tests.length * 2} ms`,
        ...tests.map((test) => `   ✓ ${test} (${test.length % 3} ms)`),
      ]);
  const total = cases.length + added.length + others.filter((line) => line.startsWith("   ")).length;
  return [
    "",
    `> almanac@3.2.0 test`,
    `> TZ=${timeZone} vitest run --reporter=verbose${only ? ` ${file}` : ""}`,
    "",
    ` ${failing.length > 0 ? "❯" : "✓"} ${file} (${cases.length + added.length} tests${failing.length > 0 ? ` | ${failing.length} failed` : ""}) 61 ms`,
    ...cases,
    ...added,
    ...others,
    "",
    ...failing.flatMap(([text, day], index) => failure(text, day, index + 1, failing.length)),
    ` Test Files  ${failing.length > 0 ? "1 failed | " : ""}${only ? (failing.length > 0 ? 0 : 1) : Object.keys(otherTests).length + (failing.length > 0 ? 0 : 1)} passed`,
    `      Tests  ${failing.length > 0 ? `${failing.length} failed | ` : ""}${total - failing.length} passed (${total})`,
    "",
  ].join("\n");
}

const failure = (text: string, day: string, number: number, of: number): readonly string[] => [
  ` FAIL  ${file} > ${text} is ${day}`,
  `AssertionError: expected '${dayBefore(day)}' to be '${day}'`,
  "",
  `Expected: "${day}"`,
  `Received: "${dayBefore(day)}"`,
  "",
  ` ❯ ${file}:19:38`,
  "     17|   test(name(text, expected), () => {",
  "     18|     const day = parseMonthAndDay(text, now);",
  "     19|     expect(day && formatDay(day)).toBe(expected);",
  "       |                                   ^",
  "     20|   });",
  ` ❯ Object.<anonymous> node:internal/process/task_queues:105:5`,
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
