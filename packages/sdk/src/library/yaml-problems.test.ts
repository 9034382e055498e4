import { expect, test } from "vitest";
import type { YamlProblem } from "../api/library.ts";
import { Problem } from "../api/problem.ts";
import { ApertureError } from "../errors.ts";
import { problemErrors, problemsTold, yamlProblemsOf } from "./yaml-problems.ts";

const problem: YamlProblem = {
  file: "/home/me/calm.yml",
  line: 3,
  column: 7,
  pointer: "/mode",
  reason: "is atuo",
  allowed: "manual, auto, observe",
  nearest: "auto",
};
const facts = { file: problem.file, line: 3, column: 7, reason: problem.reason };

test("every problem of a file goes through an answer as it is", () => {
  const bare = { ...problem, line: 9, allowed: null, nearest: null };
  const error = new ApertureError("library_invalid", facts, { cause: [problem, bare] });
  const told = Problem.shape.errors.parse(problemErrors(yamlProblemsOf(error)));
  expect(problemsTold({ errors: told })).toEqual([problem, bare]);
});

test.each([undefined, "text", [{ file: "a" }], { 0: problem }])(
  "a cause that is no list of problems (%j) is none",
  (cause) => {
    expect(yamlProblemsOf(new ApertureError("library_invalid", facts, { cause }))).toEqual([]);
  },
);

test("errors of bodies, parameters and headers are none of files", () => {
  expect(problemsTold({ errors: [{ detail: "too long", pointer: "/text" }] })).toEqual([]);
  expect(problemsTold({})).toEqual([]);
});
