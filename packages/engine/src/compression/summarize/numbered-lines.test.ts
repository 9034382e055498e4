import { describe, expect, test } from "vitest";
import { readNumberedLines } from "./numbered-lines.ts";

describe("readNumberedLines", () => {
  test.each([
    ["an arrow behind padding", "     9→a {\n    10→  b\n    11→}", ["a {", "  b", "}"], 9],
    ["a tab, as cat -n prints it", "     1\ta {\n     2\t\tb\n     3\t}", ["a {", "\tb", "}"], 1],
    ["a bar behind zeros", "00012| a {\n00013|   b\n00014| }", ["a {", "  b", "}"], 12],
    ["a colon and a blank", "1: a {\n2:   b\n3: }", ["a {", "  b", "}"], 1],
    ["a colon alone", "1:a {\n2:  b\n3:}", ["a {", "  b", "}"], 1],
    ["a letter in front", "L7: a {\nL8: }", ["a {", "}"], 7],
  ])("takes off %s", (_, text, lines, first) => {
    expect(readNumberedLines(text)).toEqual({ lines, first, before: [], after: [] });
  });

  test("empty lines of the file stay", () => {
    expect(readNumberedLines("1→a\n2→\n3→b")!.lines).toEqual(["a", "", "b"]);
  });

  test("what the tool says around the file is told apart", () => {
    const text = "[File: a.py (94 lines total)]\n(2 more lines above)\n3:a\n4:b\n5:c\n(89 more lines below)";
    expect(readNumberedLines(text)).toEqual({
      lines: ["a", "b", "c"],
      first: 3,
      before: ["[File: a.py (94 lines total)]", "(2 more lines above)"],
      after: ["(89 more lines below)"],
    });
  });

  test("numbers that do not follow one another are text", () => {
    expect(readNumberedLines("3: a\n9: b\n4: c\n12: d")).toBeNull();
    expect(readNumberedLines("10:00 start\n10:05 end")).toBeNull();
    expect(readNumberedLines("plain\ntext")).toBeNull();
    expect(readNumberedLines("")).toBeNull();
  });

  test("a short numbered list in a long text is text", () => {
    const prose = Array.from({ length: 60 }, (_, index) => `word ${index * 7}`).join("\n");
    expect(readNumberedLines(`${prose}\n1: one\n2: two\n3: three\n${prose}`)).toBeNull();
  });
});
