import { expect, test } from "vitest";
import { answerChanges } from "./answer-changes.ts";

test("the same wishes are the same, whatever they say of themselves, and in whatever order", () => {
  expect(answerChanges([], [])).toEqual([]);
  expect(
    answerChanges(
      [
        { op: "level", block: 1, level: "trimmed", reason: "old" },
        { op: "remove", block: 2 },
      ],
      [
        { op: "remove", block: 2, reason: "useless" },
        { level: "trimmed", block: 1, op: "level" },
      ],
    ),
  ).toEqual([]);
});

test("what is only told changes nothing", () => {
  expect(
    answerChanges(
      [],
      [
        { op: "note", block: null, text: "hm" },
        { op: "emit", event: "x", data: {} },
      ],
    ),
  ).toEqual([]);
});

test("more, less and otherwise, in words without texts", () => {
  expect(answerChanges([], [{ op: "content", block: 3, text: "secret" }])).toEqual(["it wants content of block-3"]);
  expect(answerChanges([{ op: "model", model: "a" }], [])).toEqual(["it no longer wants model"]);
  expect(
    answerChanges([{ op: "level", block: 1, level: "trimmed" }], [{ op: "level", block: 1, level: "minimal" }]),
  ).toEqual(["it wants level minimal of block-1", "it no longer wants level trimmed of block-1"]);
});
