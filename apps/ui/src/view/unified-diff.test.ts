import { expect, test } from "vitest";
import { applyUnifiedDiff, readUnifiedDiff } from "./unified-diff.ts";

const noBreak = "\\ No newline at end of file\n";

test.each([
  ["same", "", "same"],
  ["a\nb\nc\n", "@@ -1,3 +1,2 @@\n a\n-b\n c\n", "a\nc\n"],
  ["a\n", "@@ -1 +1,2 @@\n a\n+b\n", "a\nb\n"],
  ["a\n", "@@ -0,0 +1 @@\n+first\n", "first\na\n"],
  ["a\nb\n", "@@ -2,0 +3 @@\n+last\n", "a\nb\nlast\n"],
  ["a\nb", `@@ -1,2 +1,2 @@\n a\n-b\n${noBreak}+c\n${noBreak}`, "a\nc"],
  ["a\nb", `@@ -1,2 +1,2 @@\n a\n-b\n${noBreak}+b\n`, "a\nb\n"],
  ["", "@@ -0,0 +1 @@\n+x\n", "x\n"],
  [
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
    "@@ -1,2 +1,2 @@\n-1\n+one\n 2\n@@ -8,2 +8,2 @@\n 8\n-9\n+nine\n",
    "one\n2\n3\n4\n5\n6\n7\n8\nnine\n",
  ],
  ["a\n\n\nb\n", "@@ -1,4 +1,3 @@\n a\n \n-\n b\n", "a\n\nb\n"],
])("%j with %j is %j", (text, diff, result) => {
  expect(applyUnifiedDiff(text, diff)).toBe(result);
});

test("a diff of another text is not applied", () => {
  expect(applyUnifiedDiff("x\ny\n", "@@ -1,2 +1 @@\n a\n-b\n")).toBeNull();
  expect(applyUnifiedDiff("x\n", "@@ -7 +7 @@\n-x\n+y\n")).toBeNull();
});

test("its lines are read with their kind; hunks are parted by a gap", () => {
  expect(readUnifiedDiff(`@@ -1,2 +1,2 @@\n a\n-b\n${noBreak}+c\n`)).toEqual([
    { kind: "same", text: "a" },
    { kind: "removed", text: "b" },
    { kind: "added", text: "c" },
  ]);
  expect(readUnifiedDiff("@@ -1 +1 @@\n-a\n+A\n@@ -9 +9 @@\n-b\n+B\n").map((line) => line.kind)).toEqual([
    "removed",
    "added",
    "gap",
    "removed",
    "added",
  ]);
  expect(readUnifiedDiff("")).toEqual([]);
});
