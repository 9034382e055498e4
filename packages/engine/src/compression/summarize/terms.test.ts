import { describe, expect, test } from "vitest";
import { isPath, isTelling, termsOf } from "./terms.ts";

describe("termsOf", () => {
  test("paths, names and numbers, without what punctuation closes them", () => {
    expect(termsOf("see src/a.ts:12, (readHead) and `MAX_SIZE`: 4711.")).toEqual([
      "see",
      "src/a.ts:12",
      "readHead",
      "and",
      "MAX_SIZE",
      "4711",
    ]);
  });

  test("encoded data is no term", () => {
    expect(termsOf(`name ${"QUJD".repeat(100)} end`)).toEqual(["name", "end"]);
  });
});

test.each(["readHead", "MAX_SIZE", "src/a", "a.ts", "4711", "v2.1", "ENOENT", "user_id", "12a"])(
  "%s is telling",
  (term) => {
    expect(isTelling(term)).toBe(true);
  },
);

test.each(["the", "returns", "Error", "12", "ok", "--", "___"])("%s is not", (term) => {
  expect(isTelling(term)).toBe(false);
});

test("paths", () => {
  expect(["src/a.ts", "/etc", "C:\\a"].map(isPath)).toEqual([true, true, true]);
  expect(["//", "// x", "a.ts", "/"].map(isPath)).toEqual([false, false, false, false]);
});
