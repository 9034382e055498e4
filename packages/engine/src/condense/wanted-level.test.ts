import { expect, test } from "vitest";
import type { ResultFacts } from "./result-facts.ts";
import { conversation } from "./testing/conversation.ts";
import { wantedLevel } from "./wanted-level.ts";

const wanted = (facts: Partial<ResultFacts>, block: { tokens?: number; age?: number } = {}) => {
  const made = conversation([{ tool: "Bash", input: {}, result: "text", tokens: block.tokens ?? 500 }], {
    age: block.age ?? 10,
  });
  return wantedLevel({
    block: made.at(-1)!,
    toolInput: undefined,
    kind: "shell",
    resultsSince: 0,
    editsSince: 0,
    read: null,
    isEdited: false,
    ...facts,
  });
};
const level = (...facts: Parameters<typeof wanted>): string => wanted(...facts)?.level ?? "kept";

test.each([
  ["output at hand", { resultsSince: 5 }, {}, "kept"],
  ["used output", { resultsSince: 6 }, {}, "minimal"],
  ["large output, the newest", { resultsSince: 0 }, { tokens: 5_000 }, "kept"],
  ["large output, used", { resultsSince: 1 }, { tokens: 5_000 }, "minimal"],
  ["a short one, however old", { resultsSince: 500 }, { tokens: 100 }, "kept"],
  ["what no answer has seen, of many parallel results", { resultsSince: 50 }, { tokens: 5_000, age: 0 }, "kept"],
  ["a covered read at once", { read: "covered", resultsSince: 3 }, {}, "kept"],
  ["a covered read", { read: "covered", resultsSince: 4 }, {}, "minimal"],
  ["a covered read of an edited file", { read: "covered", resultsSince: 4, isEdited: true }, {}, "minimal"],
  ["a read of a file that is worked on", { read: "latest", resultsSince: 24, isEdited: true }, {}, "kept"],
  ["the same, long ago", { read: "older", resultsSince: 25, isEdited: true }, {}, "minimal"],
  ["a large read is no output", { read: "latest", resultsSince: 11 }, { tokens: 9_000 }, "kept"],
  ["a read while nothing is edited yet", { read: "latest", resultsSince: 29 }, {}, "kept"],
  ["a read of a file left behind", { read: "latest", resultsSince: 12, editsSince: 3 }, {}, "minimal"],
  ["a read before the third edit of others", { read: "older", resultsSince: 12, editsSince: 2 }, {}, "kept"],
  ["a read of an exploration long over", { read: "latest", resultsSince: 30 }, {}, "minimal"],
] as const)("%s: %s", (_, facts, block, expected) => {
  expect(level(facts, block)).toBe(expected);
});

test("the reason is for people", () => {
  expect(wanted({ read: "covered", resultsSince: 7 })?.reason).toBe("read again since, 7 results ago");
});
