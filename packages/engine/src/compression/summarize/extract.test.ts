import { describe, expect, test } from "vitest";
import { isErrorLine } from "./error-lines.ts";
import { extract, type Unit } from "./extract.ts";

const unit = (text: string, line: number, claim: Unit["claim"] = "weigh"): Unit => ({ text, line, claim, bonus: 0 });
const rules = { share: 0.2, errors: true, gaps: true };
const noise = (count: number) =>
  Array.from({ length: count }, (_, line) => unit("the same plain words as everywhere", line));

describe("extract", () => {
  test("keeps the line that says something else, and says how many are missing", () => {
    const units = noise(200).with(90, unit("writes src/cache/blob.idx with checksum 88f1", 90));
    const lines = extract(units, { ...rules, share: 0.01 });
    expect(lines).toContain("writes src/cache/blob.idx with checksum 88f1");
    const counted = lines.map((line) => (/^\[…(?: (\d+))?\]$/.exec(line) ? Number(/\d+/.exec(line)?.[0] ?? 1) : 1));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(200);
  });

  test("keeps every different error, whatever the share", () => {
    const units = noise(100).flatMap((each, index) => [
      each,
      unit(`2026-01-01 10:00:${String(index % 60).padStart(2, "0")} ERROR cannot read block ${index % 5}`, 100 + index),
    ]);
    const lines = extract(units, { ...rules, share: 0 });
    const errors = lines.filter((line) => line.includes("ERROR"));
    expect(new Set(errors.map((line) => line.slice(-1))).size).toBe(5);
    expect(errors.length).toBeLessThan(15);
  });

  test("of too many errors the first and the last", () => {
    const units = Array.from({ length: 1_000 }, (_, line) => unit(`error ${line}`, line));
    const lines = extract(units, { ...rules, share: 0 }).filter((line) => line.startsWith("error"));
    expect(lines).toHaveLength(200);
    expect([lines[0], lines.at(-1)]).toEqual(["error 0", "error 999"]);
  });

  test("verbatim is never cut, the rest is", () => {
    const long = `start ${"x_1 ".repeat(2_000)}end`;
    expect(extract([unit(long, 0, "verbatim")], rules)).toEqual([long]);
    const [cut] = extract([unit(long, 0, "must")], rules);
    expect(cut!.length).toBeLessThan(600);
    expect(cut).toMatch(/^start .* … .*end$/);
  });

  test("sentences of one line stay on one line", () => {
    expect(
      extract([unit("First a_1. ", 0, "must"), unit("Second b_2.", 0, "must"), unit("Third", 1, "must")], rules),
    ).toEqual(["First a_1. Second b_2.", "Third"]);
  });

  test("no marks where lines carry numbers, no errors in code", () => {
    const units = noise(50).with(20, unit("if err != nil { return fail_now(err) } // error", 20));
    expect(extract(units, { share: 0, errors: false, gaps: false }).join("\n")).not.toContain("[…");
    expect(extract([], rules)).toEqual([]);
  });
});

test.each([
  "ERROR cannot open",
  "TypeError: x is undefined",
  "panic: runtime error",
  "java.io.IOException",
  "--- FAIL: TestX",
  "open: ENOENT",
  "permission denied",
  `${"x".repeat(100_000)} fatal`,
])("an error: %.40s", (line) => {
  expect(isErrorLine(line)).toBe(true);
});

test.each(["ok  \tgithub.com/entireio/cli\t0.1s", "all is well", "errand", "terror"])("no error: %s", (line) => {
  expect(isErrorLine(line)).toBe(false);
});
