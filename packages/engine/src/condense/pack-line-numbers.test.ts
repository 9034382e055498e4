import fc from "fast-check";
import { expect, test } from "vitest";
import { packLineNumbers, unpackLineNumbers } from "./pack-line-numbers.ts";

const numbered = (lines: readonly string[], first = 1, mark = "→"): string =>
  lines.map((line, index) => `${String(first + index).padStart(6)}${mark}${line}`).join("\n");
const code = Array.from({ length: 25 }, (_, index) => `\tcall(${index})`);

test("every tenth line keeps its number, the first does, and all lines stay as they are", () => {
  const packed = packLineNumbers(numbered(code, 7))!.split("\n");
  expect(packed[0]).toBe("[… only every tenth line is numbered]");
  expect(packed.slice(1, 6)).toEqual(["7→\tcall(0)", "\tcall(1)", "\tcall(2)", "10→\tcall(3)", "\tcall(4)"]);
  expect(packed).toHaveLength(26);
});

test("behind anything that is no next line a number stands again", () => {
  const text = `${numbered(code)}\n[… lines 26-40 as in block-3]\n${numbered(code, 41)}`;
  const packed = packLineNumbers(text)!.split("\n");
  expect(packed[26]).toBe("[… lines 26-40 as in block-3]");
  expect(packed[27]).toBe("41→\tcall(0)");
});

test.each([
  ["short reads", numbered(code.slice(0, 8))],
  ["texts without numbers", code.join("\n")],
  ["lines that look numbered themselves", numbered([...code, "  12→quoted", ...code])],
  ["lines that look like a notice", numbered([...code.slice(0, 12), "[… quoted]", ...code])],
  ["numbers that do not follow each other", code.map((line, index) => `${index * 2}→${line}`).join("\n")],
])("%s stay as they are", (_, text) => {
  expect(packLineNumbers(text)).toBeNull();
});

test("an edit's text is found in one piece", () => {
  expect(packLineNumbers(numbered(code))).toContain("\tcall(1)\n\tcall(2)\n\tcall(3)\n\tcall(4)");
});

test("property: unpacked, every line has its number and its text again", () => {
  const line = fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\n\r]/g, ""));
  const mark = fc.constantFrom("→", "\t");
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 9_000 }), mark, (lines, first, sign) => {
      const text = numbered(lines, first, sign);
      const packed = packLineNumbers(text);
      if (packed === null) return;
      expect(packed.length).toBeLessThan(text.length + 40);
      const plain = (one: string) => one.replaceAll(/^ +(?=\d)/gm, "");
      expect(plain(unpackLineNumbers(packed))).toBe(plain(text));
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 500 },
  );
});
