import { ApertureError, ApiError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeFailure } from "./exit-codes.ts";

const problem = (status: number, code: string) =>
  new ApiError({ type: "about:blank", title: "t", status, code, detail: "the detail" });

test.each([
  [new ApertureError("config_invalid"), 2],
  [new ApertureError("not_running"), 7],
  [new ApertureError("agent_not_found"), 3],
  [problem(404, "not_found"), 3],
  [problem(401, "token_required"), 6],
  [problem(409, "a_code_of_a_later_version"), 4],
  [problem(422, "invalid_input"), 5],
  [problem(503, "store_unavailable"), 1],
  [problem(412, "a_code_of_a_later_version"), 4],
  [problem(500, "constructor"), 1],
  [new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }), 7],
  [new TypeError("x is not a function"), 1],
  ["a string", 1],
])("%s ends with %i", (error, exit) => expect(describeFailure(error).exit).toBe(exit));

test("the code is stable, the message the problem's own", () => {
  expect(describeFailure(problem(404, "not_found"))).toEqual({ code: "not_found", message: "the detail", exit: 3 });
});
