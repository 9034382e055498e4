import fc from "fast-check";
import { expect, test } from "vitest";
import { type StalenessFacts, stalenessOf } from "./staleness.ts";

const block = (given: Partial<StalenessFacts>): StalenessFacts => ({
  role: "tool_result",
  kind: "tool_result",
  filePaths: [],
  turn: 1,
  ...given,
});
const read = (path: string, turn: number, given: Partial<StalenessFacts> = {}) =>
  block({ toolName: "Read", filePaths: [path], turn, ...given });
const edit = (path: string, turn: number) => block({ toolName: "Edit", filePaths: [path], turn });

test.each<[string, StalenessFacts[], number, number[]]>([
  ["nothing", [], 9, []],
  ["frames never age", [block({ role: "system" }), block({ role: "other", kind: "tool_definition" })], 90, [0, 0]],
  ["a result ages two points a turn", [block({ turn: 4 })], 10, [12]],
  ["not without end", [block({ turn: 1 })], 500, [50]],
  [
    "the user's words one point, half as far",
    [block({ role: "user", turn: 4 }), block({ role: "user" })],
    60,
    [25, 25],
  ],
  ["a file that was read again", [read("a", 2), read("a", 8)], 10, [62, 4]],
  ["another file was read", [read("a", 2), read("b", 8)], 10, [16, 4]],
  ["a file that was written over", [read("a", 2), edit("a", 8)], 10, [47, 4]],
  ["read again after it was written over", [read("a", 2), edit("a", 4), read("a", 8)], 10, [62, 4, 4]],
  ["what a write said is no read", [edit("a", 2), read("a", 8)], 10, [4, 4]],
  ["of two files one was read again", [block({ filePaths: ["a", "b"], turn: 2 }), read("a", 10)], 10, [0, 0]],
  [
    "one read again, one written over",
    [block({ filePaths: ["a", "b"], turn: 2 }), read("a", 3), edit("b", 4)],
    4,
    [45, 2, 0],
  ],
  ["a failed read does not supersede", [read("a", 2), read("a", 8, { isError: true })], 10, [4, 4]],
  ["a failure that was put right", [read("a", 2, { isError: true }), read("a", 3)], 4, [71, 2]],
  [
    "a failed command that worked later",
    [block({ toolName: "Bash", isError: true, turn: 2 }), block({ toolName: "Bash", turn: 3 })],
    10,
    [78, 14],
  ],
  ["a failure that was not", [read("a", 2, { isError: true }), block({ toolName: "Bash", turn: 3 })], 4, [4, 2]],
  ["being named keeps fresh", [block({ role: "assistant", filePaths: ["a"], turn: 1 }), edit("a", 30)], 31, [2, 2]],
])("%s", (_, blocks, turn, expected) => {
  expect(stalenessOf(blocks, turn)).toEqual(expected);
});

test("property: between 0 and 100, one per block, pure, never fresher for waiting", () => {
  const blocks = fc.array(
    fc.record({
      role: fc.constantFrom("user" as const, "assistant" as const, "tool_use" as const, "tool_result" as const),
      kind: fc.constant("text"),
      toolName: fc.constantFrom("Read", "Edit", "Bash", undefined),
      filePaths: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 2 }),
      isError: fc.boolean(),
      turn: fc.integer({ min: 1, max: 40 }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(blocks, fc.integer({ min: 40, max: 200 }), (list, turn) => {
      const sorted = list.toSorted((a, b) => a.turn - b.turn);
      const now = stalenessOf(sorted, turn);
      expect(now).toHaveLength(sorted.length);
      for (const value of now) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }
      expect(stalenessOf(sorted, turn)).toEqual(now);
      for (const [index, later] of stalenessOf(sorted, turn + 5).entries())
        expect(later).toBeGreaterThanOrEqual(now[index]!);
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 5_000 : 300 },
  );
});
