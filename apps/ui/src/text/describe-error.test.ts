import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";

const problem = (status: number, detail: string) =>
  new ApiError({ type: "about:blank", title: "x", status, code: "x", detail });

test("the API's words, a way in for strangers, and something where nothing answered", () => {
  expect(describeError(problem(404, "There is no block block-9"))).toBe("There is no block block-9");
  expect(describeError(problem(401, "This operation needs the token"))).toBe(
    "This operation needs the token: open this page with `aperture open`",
  );
  expect(describeError(new TypeError("fetch failed"))).toBe("The API does not answer");
});
