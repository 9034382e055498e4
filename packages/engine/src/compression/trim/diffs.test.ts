import { describe, expect, test } from "vitest";
import { trimDiff } from "./diffs.ts";
import { printed } from "./testing/tool-result.ts";

const trimmed = (lines: readonly string[], keep?: readonly string[]) =>
  trimDiff(printed("git diff", lines, { keep }))?.text.split("\n");

const header = (path: string) => [
  `diff --git a/${path} b/${path}`,
  "index 385357be..53749450 100644",
  `--- a/${path}`,
  `+++ b/${path}`,
];

describe("context", () => {
  test("shrinks to one line around a change; the header tells the new place", () => {
    const lines = [
      ...header("src/a.ts"),
      "@@ -10,7 +10,8 @@ function a() {",
      " 1",
      " 2",
      " 3",
      "-old",
      "+new",
      "+newer",
      " 4",
      " 5",
      " 6",
    ];
    expect(trimmed(lines)).toEqual([
      "[… context of this diff cut to 1 line]",
      "diff --git a/src/a.ts b/src/a.ts",
      "@@ -12,3 +12,4 @@ function a() {",
      " 3",
      "-old",
      "+new",
      "+newer",
      " 4",
    ]);
  });

  test("between two changes far apart goes, and the hunk becomes two", () => {
    const between = Array.from({ length: 12 }, (_, index) => ` line ${index}`);
    const lines = [...header("a"), "@@ -1,14 +1,14 @@", "-one", "+One", ...between, "-two", "+Two"];
    expect(trimmed(lines)).toEqual([
      "[… context of this diff cut to 1 line]",
      "diff --git a/a b/a",
      "@@ -1,2 +1,2 @@",
      "-one",
      "+One",
      " line 0",
      "@@ -13,2 +13,2 @@",
      " line 11",
      "-two",
      "+Two",
    ]);
  });

  test("between two changes close by stays", () => {
    const lines = [...header("a"), "@@ -1,5 +1,5 @@", "-one", "+One", " x", " y", " z", "-two", "+Two"];
    expect(trimmed(lines)!.slice(1)).toEqual(["@@ -1,5 +1,5 @@", ...lines.slice(5)]);
  });

  test("stays where the user wants it", () => {
    const lines = [...header("a"), "@@ -1,5 +1,4 @@", " far", " away", " from", " the", "-change"];
    expect(trimmed(lines, ["far"])).toContain(" far");
  });
});

describe("what comes out is a diff", () => {
  test("line counts of every header are those of its lines", () => {
    const body = Array.from({ length: 60 }, (_, index) =>
      index % 13 === 5 ? `+added ${index}` : index % 17 === 3 ? `-gone ${index}` : ` same ${index}`,
    );
    const olds = body.filter((line) => !line.startsWith("+")).length;
    const news = body.filter((line) => !line.startsWith("-")).length;
    const text = trimmed([...header("a"), `@@ -5,${olds} +7,${news} @@`, ...body])!;
    const changed = (lines: readonly string[]) => lines.filter((line) => /^[+-](?!-- |\+\+ )/.test(line));
    expect(changed(text)).toEqual(changed(body));
    for (const [index, line] of text.entries()) {
      const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@$/.exec(line);
      if (!counts) continue;
      const end = text.findIndex((next, place) => place > index && next.startsWith("@@"));
      const hunk = text.slice(index + 1, end < 0 ? text.length : end);
      expect(hunk.filter((one) => !one.startsWith("+")).length).toBe(Number(counts[1] ?? 1));
      expect(hunk.filter((one) => !one.startsWith("-")).length).toBe(Number(counts[2] ?? 1));
    }
  });

  test("removed lines that begin with dashes are lines, not headers", () => {
    const lines = [...header("a.sql"), "@@ -1,4 +1,2 @@", " a", "--- a comment", "--- another", " b"];
    expect(trimmed(lines)).toEqual(["diff --git a/a.sql b/a.sql", ...lines.slice(4)]);
  });

  test("no line at the end of the file", () => {
    const lines = [
      ...header("a"),
      "@@ -1 +1 @@",
      "-a",
      "\\ No newline at end of file",
      "+b",
      "\\ No newline at end of file",
    ];
    expect(trimmed(lines)!.slice(1)).toEqual(lines.slice(4));
  });
});

describe("files", () => {
  test("that a program writes are counted", () => {
    const body = Array.from({ length: 40 }, (_, index) => `${index % 2 ? "+" : "-"}    "version": "1.0.${index}"`);
    const lines = [
      ...header("web/package-lock.json"),
      "@@ -1,20 +1,20 @@",
      ...body,
      ...header("src/a.ts"),
      "@@ -1 +1 @@",
      "-a",
      "+b",
    ];
    expect(trimmed(lines)).toEqual([
      "diff --git a/web/package-lock.json b/web/package-lock.json",
      "[… generated file: 20 lines added, 20 removed, left out]",
      "diff --git a/src/a.ts b/src/a.ts",
      "@@ -1 +1 @@",
      "-a",
      "+b",
    ]);
  });

  test("that a program writes stay where they hold a text of the user's", () => {
    const body = Array.from({ length: 40 }, (_, index) => `+    "left-pad": "1.0.${index}"`);
    expect(trimmed([...header("go.sum"), "@@ -0,0 +1,40 @@", ...body], ["1.0.7"])).toContain(body[7]);
  });

  test("that are new, gone or renamed say so", () => {
    const lines = [
      "diff --git a/a b/a",
      "new file mode 100644",
      "index 0000000..53749450",
      "--- /dev/null",
      "+++ b/a",
      "@@ -0,0 +1,2 @@",
      "+a",
      "+b",
    ];
    expect(trimmed(lines)).toEqual(lines.filter((line) => !line.startsWith("index")));
    expect(trimmed(["diff --git a/a b/b", "similarity index 100%", "rename from a", "rename to b"])).toBeUndefined();
  });
});

test("a hunk that was cut off stays as it is", () => {
  const lines = [...header("a"), "@@ -1,90 +1,90 @@", " a", " b", " c", "-d"];
  expect(trimmed(lines)!.slice(1)).toEqual(lines.slice(4));
});
