import type { Problem } from "@aperture/sdk";
import { expect, test } from "vitest";
import { yamlProblems } from "./yaml-problems.ts";

const problem = (code: string, errors?: Problem["errors"]): Problem => ({
  type: "about:blank",
  title: "no",
  status: 422,
  code,
  detail: "calm.yml:3:1: no such key",
  ...(errors ? { errors } : {}),
});

test("by line, then column, with what is allowed there", () => {
  const told = yamlProblems(
    problem("library_invalid", [
      { detail: "b", file: "f", line: 3, column: 9 },
      { detail: "a", file: "f", line: 3, column: 2, pointer: "/mode", allowed: "auto or manual", nearest: "auto" },
    ]),
  );
  expect(told.map(({ reason }) => reason)).toEqual(["a", "b"]);
  expect(told[0]).toEqual({
    file: "f",
    line: 3,
    column: 2,
    pointer: "/mode",
    reason: "a",
    allowed: "auto or manual",
    nearest: "auto",
  });
});

test("without places the whole refusal stands at the first line; other refusals are none of the file", () => {
  expect(yamlProblems(problem("library_invalid"))).toMatchObject([{ line: 1, reason: "calm.yml:3:1: no such key" }]);
  expect(yamlProblems(problem("library_changed", [{ detail: "x", line: 2 }]))).toEqual([]);
});
