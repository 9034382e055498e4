import { describe, expect, test } from "vitest";
import { draftDiff } from "./draft-diff.ts";

const diff = `diff --git a/src/store.ts b/src/store.ts
index 215388d..97f3614 100644
--- a/src/store.ts
+++ b/src/store.ts
@@ -141,7 +141,7 @@ export function openStore(path: string) {
   const database = open(path);
-  return readSchema(database, 40);
+  return migrateSchema(database, 40);
 }
@@ -200,2 +200,3 @@
 const a = 1;
+const retryLimit = 4_711;
diff --git a/old.ts b/old.ts
deleted file mode 100644
--- a/old.ts
+++ /dev/null
@@ -1,1 +0,0 @@
-export const gone_name = 1;`;

describe("draftDiff", () => {
  test("files, hunk heads, and the names of one side only", () => {
    const { lines, content, title } = draftDiff({ text: diff, role: "tool_result" })!;
    expect(content).toBe("diff");
    expect(title).toBe("changes of 2 files, 18 lines");
    expect(lines).toEqual([
      "src/store.ts",
      "@@ -141,7 +141,7 @@ export function openStore(path: string) {: +1 −1 -readSchema +migrateSchema",
      "@@ -200,2 +200,3 @@: +1 −0 +retryLimit +4_711",
      "deleted file mode 100644",
      "old.ts",
      "@@ -1,1 +0,0 @@: +0 −1 -gone_name",
    ]);
  });

  test("a plain diff: the old name is no removed line", () => {
    const text =
      "--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-one_name\n+two_name\n--- a/y.ts\n+++ b/y.ts\n@@ -1 +1 @@\n-old_a\n+new_b";
    expect(draftDiff({ text, role: "tool_result" })!.lines).toEqual([
      "x.ts",
      "@@ -1 +1 @@: +1 −1 -one_name +two_name",
      "y.ts",
      "@@ -1 +1 @@: +1 −1 -old_a +new_b",
    ]);
  });

  test("a commit's head stays", () => {
    const { lines } = draftDiff({ text: `commit 97f3614\nAuthor: A\n\n    Fix it\n\n${diff}`, role: "tool_result" })!;
    expect(lines.slice(0, 3)).toEqual(["commit 97f3614", "Author: A", "    Fix it"]);
  });

  test("the index is made of changed lines, not of file heads", () => {
    const { indexed } = draftDiff({ text: diff, role: "tool_result" })!;
    expect(indexed).not.toContain("215388d");
    expect(indexed).toContain("const database");
  });

  test("what is no diff is left to others", () => {
    expect(draftDiff({ text: "@@ -1 +1 @@\n-a\n+b", role: "tool_result" })).toBeNull();
    expect(draftDiff({ text: "+++ b/x", role: "tool_result" })).toBeNull();
  });
});
