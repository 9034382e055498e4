import { expect, test } from "vitest";
import { SelectorError } from "./selector-error.ts";

test("says where, what and what would work", () => {
  expect(new SelectorError(4, "a value is missing", "age>10").message).toBe(
    "at character 5: a value is missing; did you mean age>10",
  );
  expect(new SelectorError(0, "no").message).toBe("at character 1: no");
});
