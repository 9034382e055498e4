import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetOf, positionOf } from "./text-position.ts";

test("a place and its line and column are the same place", () => {
  const text = fc.array(fc.string({ maxLength: 6 }), { maxLength: 6 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, fc.nat(60), (written, at) => {
      const offset = Math.min(at, written.length);
      expect(offsetOf(written, positionOf(written, offset))).toBe(offset);
    }),
  );
});

test("what is beyond a line or the text is its end", () => {
  expect(offsetOf("ab\ncd", { line: 1, column: 99 })).toBe(2);
  expect(offsetOf("ab\ncd", { line: 9, column: 1 })).toBe(5);
  expect(offsetOf("ab\ncd", { line: 0, column: 0 })).toBe(0);
});
