import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTable } from "./format-table.ts";
import { oneLine, plainText, safeJson } from "./plain-text.ts";

test.each([
  ["\u001b[31mred\u001b[0m", "[31mred[0m"],
  ["\u001b]0;title\u0007x", "]0;titlex"],
  ["a\u009b2Jb", "a2Jb"],
  ["over\rwritten\b\b", "overwritten"],
  ["access\u202etxt.exe", "accesstxt.exe"],
  ["keep\ttabs\nand lines, é, 漢, 👩‍💻", "keep\ttabs\nand lines, é, 漢, 👩‍💻"],
])("%j is printed as %j", (given, printed) => expect(plainText(given)).toBe(printed));

test("whatever is printed, no character acts on the terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(plainText(text)).not.toMatch(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u);
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }),
  );
});

test("safe JSON reads back as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(safeJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(safeJson("\u009b\u2028\u202e\u001b")).toBe('"\\u009b\\u2028\\u202e\\u001b"');
  expect(safeJson(undefined)).toBe("null");
});

test("one line has at most its width", () => {
  expect(oneLine("  a\n\n b\tc ")).toBe("a b c");
  expect(oneLine("abcdef", 4)).toBe("abc…");
});

test("columns are as wide as their widest cell, cells are one line each", () => {
  expect(
    formatTable([
      ["ID", "TEXT"],
      ["block-10", "two\nlines"],
      ["b", ""],
    ]),
  ).toBe("ID        TEXT\nblock-10  two lines\nb");
});
