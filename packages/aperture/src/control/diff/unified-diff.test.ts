import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

/** The other way round: `from` and the diff give `to`. Throws where the diff does not fit. */
function applied(from: string, diff: string): string {
  const lines = from.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const parts = diff.split(/^(?=@@ )/m).filter(Boolean);
  for (const part of parts) {
    const [head, ...body] = part.match(/[^\n]*\n/g)!;
    const [, start, length = "1"] = /^@@ -(\d+)(?:,(\d+))? /.exec(head!)!;
    const first = Number(length) === 0 ? Number(start) : Number(start) - 1;
    while (at < first) out.push(lines[at++]!);
    for (const [index, line] of body.entries()) {
      if (line.startsWith("\\")) continue;
      const isBare = body[index + 1]?.startsWith("\\") ?? false;
      const text = isBare ? line.slice(1, -1) : line.slice(1);
      if (line.startsWith("+")) out.push(text);
      else {
        expect(lines[at]).toBe(text);
        at++;
        if (line.startsWith(" ")) out.push(text);
      }
    }
  }
  return [...out, ...lines.slice(at)].join("");
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}\n`);

describe("a unified diff", () => {
  test("of equal texts is empty", () => {
    expect(unifiedDiff("a\nb\n", "a\nb\n")).toBe("");
    expect(unifiedDiff("", "")).toBe("");
  });

  test("has three lines of context, and one hunk for changes that are near", () => {
    const from = numbered(20);
    const to = from.with(4, "four\n").with(10, "ten\n");
    expect(unifiedDiff(from.join(""), to.join(""))).toBe(
      [
        "@@ -2,13 +2,13 @@",
        " line 1",
        " line 2",
        " line 3",
        "-line 4",
        "+four",
        ...[5, 6, 7, 8, 9].map((n) => ` line ${n}`),
        "-line 10",
        "+ten",
        " line 11",
        " line 12",
        " line 13",
        "",
      ].join("\n"),
    );
  });

  test("parts changes that are more than six lines away from each other", () => {
    const from = numbered(30);
    const diff = unifiedDiff(from.join(""), from.with(2, "two\n").with(20, "twenty\n").join(""));
    expect(diff.match(/^@@.*$/gm)).toEqual(["@@ -1,6 +1,6 @@", "@@ -18,7 +18,7 @@"]);
  });

  test("says what has no line break at its end", () => {
    expect(unifiedDiff("a\nb", "a\nb\n")).toBe("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    expect(unifiedDiff("", "new")).toBe("@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n");
  });

  test("applied to the first text gives the second, whatever they are", () => {
    const line = fc.constantFrom("a\n", "b\n", "c\n", "d\n", "\n", "long line\n");
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom("", "end"))
      .map(([a, b]) => a.join("") + b);
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(applied(from, unifiedDiff(from, to))).toBe(to);
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 500 },
    );
  });

  test("of two edits among repeated lines is as short as the shortest", () => {
    const from = Array.from({ length: 300 }, (_, index) => ["{\n", "}\n", "\n"][index % 3]!);
    const to = [...from.slice(0, 100), "new\n", ...from.slice(100, 200), ...from.slice(201)];
    const changed = unifiedDiff(from.join(""), to.join("")).match(/^[+-]/gm);
    expect(changed).toHaveLength(2);
  });

  test("of a megabyte with nothing in common replaces it, and one of a few edits finds them", () => {
    const big = Array.from({ length: 40_000 }, (_, index) => `row ${index % 7} of ${index % 5_000}\n`);
    const other = big.map((row) => row.replace("row", "entry"));
    expect(applied(big.join(""), unifiedDiff(big.join(""), other.join("")))).toBe(other.join(""));
    const edited = big.with(100, "x\n").with(20_000, "y\n").toSpliced(30_000, 5);
    expect(unifiedDiff(big.join(""), edited.join("")).match(/^[+-]/gm)).toHaveLength(9);
  });
});
