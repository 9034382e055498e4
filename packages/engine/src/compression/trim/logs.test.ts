import { describe, expect, test } from "vitest";
import { trimLog } from "./logs.ts";
import { printed } from "./testing/tool-result.ts";

const trimmed = (lines: readonly string[], keep?: readonly string[]) =>
  trimLog(printed("make", lines, { keep }))?.text.split("\n");
const times = <T>(count: number, line: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => line(index));

describe("repeated lines", () => {
  test("the first and the last stay, the rest is counted", () => {
    const lines = ["start", ...times(40, () => "waiting for the database"), "end"];
    expect(trimmed(lines)).toEqual([
      "start",
      "waiting for the database",
      "[… 38 lines the same]",
      "waiting for the database",
      "end",
    ]);
  });

  test("times, durations and sizes are no difference; the first and the last time stay", () => {
    const lines = times(
      9,
      (index) => `2026-01-02T10:00:0${index}.5Z INFO health check took ${index * 3}ms, 1.${index} MB`,
    );
    expect(trimmed(lines)).toEqual([lines[0], "[… 7 lines the same]", lines[8]]);
  });

  test("three are no repeat", () => {
    expect(trimmed(times(3, () => "a line of some length that is said again"))).toBeUndefined();
  });

  test("lines with other numbers need many, because numbers may be ids", () => {
    const lines = (count: number) => times(count, (index) => `processed record ${1000 + index} of the batch`);
    expect(trimmed(lines(9))).toBeUndefined();
    expect(trimmed(lines(12))).toEqual([
      lines(12)[0],
      "[… 10 lines like the one above with other numbers]",
      lines(12)[11],
    ]);
  });

  test("groups of lines that repeat", () => {
    const lines = times(8, (index) => [`GET /health at 10:00:0${index}`, "  answered in time", "  closed"]).flat();
    expect(trimmed(lines)).toEqual([...lines.slice(0, 3), "[… 18 lines, the 3 above again]", ...lines.slice(-3)]);
  });

  test("lines that say something else stay, one by one", () => {
    const names = [
      "alpha",
      "beta",
      "gamma",
      "delta",
      "epsilon",
      "zeta",
      "eta",
      "theta",
      "iota",
      "kappa",
      "lambda",
      "mu",
    ];
    expect(trimmed(names.map((name) => `compiled ${name} in 12 ms`))).toBeUndefined();
  });

  test("a notice that would be longer than the lines is not written", () => {
    expect(trimmed(times(6, () => "ok"))).toBeUndefined();
  });
});

describe("what matters stays", () => {
  const steps = (from: number) => times(20, (index) => `step ${from + index} of the build is done`);

  test("an error among lines alike, with what stands around it", () => {
    const lines = [
      ...steps(100),
      "ERROR: step 120 failed: cannot find src/app.ts:12",
      "    at build (src/build.ts:7:3)",
      ...steps(121),
    ];
    const text = trimmed(lines)!;
    for (const line of lines.slice(18, 24)) expect(text).toContain(line);
    expect(text.length).toBeLessThan(20);
  });

  test("different errors that look alike", () => {
    const lines = times(30, (index) => `error TS${index}: src/file${index}.ts does not compile`);
    expect(trimmed(lines)).toBeUndefined();
  });

  test("the same error again and again is said twice and counted", () => {
    const lines = times(30, (index) => `10:00:${String(index).padStart(2, "0")} error: connection refused (db:5432)`);
    expect(trimmed(lines)).toEqual([lines[0], "[… 28 lines the same]", lines[29]]);
  });

  test("a stack trace behind an error, as deep as it is", () => {
    const stack = times(30, (index) => `    at frame${index % 2} (src/deep.ts:${index}:1)`);
    const text = trimmed([...steps(1), "TypeError: x is not a function", ...stack, ...steps(50)])!;
    for (const line of stack) expect(text).toContain(line);
  });

  test("a line with a text of the user's", () => {
    const lines = times(40, (index) => `request ${index} took its time`);
    expect(trimmed(lines, ["request 17 "])).toContain("request 17 took its time");
  });
});
