import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryInput, arbitraryText } from "./testing/arbitrary-text.ts";
import { codeLines, numbered, printed, toolResult } from "./testing/tool-result.ts";
import { trim } from "./trim.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 500 };

describe("whatever the text", () => {
  test("the same input gives the same text", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        expect(trim(input)).toEqual(trim({ ...input }));
      }),
      runs,
    );
  });

  test("what comes out is shorter and never empty", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const trimmed = trim(input);
        if (trimmed === null) return;
        expect(trimmed.text.length).toBeLessThan(input.text.length);
        expect(trimmed.text.trim()).not.toBe("");
        expect(trimmed.note).not.toBe("");
      }),
      runs,
    );
  });

  test("a trimmed text is not trimmed again", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const trimmed = trim(input);
        if (trimmed) expect(trim({ ...input, text: trimmed.text })).toBeNull();
      }),
      runs,
    );
  });

  test("the user's texts survive", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const sent = trim(input)?.text ?? input.text;
        for (const wanted of input.keep ?? []) expect(sent).toContain(wanted);
      }),
      runs,
    );
  });

  test("error lines of commands survive", () => {
    const errors = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(arbitraryText, arbitraryText, errors, (before, behind, numbers) => {
        const lines = numbers.map((n) => `src/app.ts(${n},5): error TS${n}: no overload matches this call`);
        const trimmed = trim(printed("make all", [before, ...lines, behind]));
        if (trimmed && ["log", "test-output", "prose"].includes(trimmed.content))
          for (const line of lines) expect(trimmed.text.split("\n")).toContain(line);
      }),
      runs,
    );
  });

  test("no character is cut in two", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const trimmed = trim(input);
        if (trimmed && input.text.isWellFormed()) expect(trimmed.text.isWellFormed()).toBe(true);
      }),
      runs,
    );
  });

  test("arguments of a call stay an object", () => {
    const value = fc.object({ withUnicodeString: true, maxDepth: 3 });
    fc.assert(
      fc.property(value, fc.string({ unit: "grapheme", minLength: 0, maxLength: 4_000 }), (input, long) => {
        const trimmed = trim({ text: JSON.stringify({ ...input, long }, null, 2), role: "tool_use" });
        if (trimmed) expect(JSON.parse(trimmed.text)).toBeTypeOf("object");
      }),
      runs,
    );
  });
});

describe("what is left alone", () => {
  test("an empty text, one word, a text that gains next to nothing", () => {
    for (const text of ["", "ok", `${"words of some length ".repeat(50)}\n\n\n`])
      expect(trim(toolResult(text))).toBeNull();
  });

  test("a text of nothing but line ends: no provider takes an empty one", () => {
    expect(trim(toolResult("\n".repeat(5_000)))).toBeNull();
  });

  test("a text that holds a notice", () => {
    const text = [...new Array<string>(50).fill("the same line, again"), "[… 3 lines the same]"];
    expect(trim(printed("make", text))).toBeNull();
    expect(trim(printed("make", text.slice(0, 50)))).not.toBeNull();
  });

  test("bytes of a file: colours, carriage returns and blanks at line ends are what an edit has to quote", () => {
    const lines = codeLines(40).map((line, index) => (index % 2 ? `${line}   ` : `${line} // \u001b[31m\r`));
    expect(trim(toolResult(numbered(lines), { toolName: "Read", filePaths: ["src/a.ts"] }))).toBeNull();
  });
});

describe("hostile texts end soon", () => {
  const size = 1 << 20;
  const filled = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const texts: Readonly<Record<string, string>> = {
    "one line": filled("a"),
    "one line of blanks": filled(" "),
    "one number": filled("1"),
    "200,000 lines": Array.from({ length: 200_000 }, (_, index) => `${index} line ${index % 7}`).join("\n"),
    "200,000 equal lines": filled("word\n"),
    "200,000 numbered lines": Array.from({ length: 200_000 }, (_, index) => `${index}→${index % 3}`).join("\n"),
    "lines that nearly repeat": filled("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"),
    "errors only": filled("error\n"),
    "open tags": `<html>${filled('<a "')}`,
    "open comments": `<html>${filled("<!--")}`,
    "open scripts": `<html>${filled("<script>")}`,
    "open arrays": filled("["),
    "nested arrays": "[".repeat(size / 2) + "]".repeat(size / 2),
    "a long array": `[${new Array<string>(60_000).fill('{"id":1,"v":"x"}').join(",")}]`,
    "escaped quotes": `["${filled('\\"')}"]`,
    "terminal sequences that never end": filled("\u001b["),
    "commands that never end": filled("\u001b]"),
    "carriage returns": filled("a\r"),
    backspaces: filled("a\b"),
    "paths with numbers": filled("a-1-"),
    "one deep path": filled("a/"),
    "hunk headers": filled("@@ -1,900000 +1,900000 @@\n a\n"),
    "half a character": filled("\ud83d"),
  };
  const tools = [undefined, "Read", "Bash", "Grep", "Glob", "WebFetch"];

  // The bound is far from what is measured (0.4 s for the worst): quadratic work takes minutes.
  test.each(Object.keys(texts))("%s", { timeout: 30_000 }, (name) => {
    for (const toolName of tools) {
      const trimmed = trim(toolResult(texts[name]!, { toolName, keep: ["no such text", "a"] }));
      if (trimmed) expect(trimmed.text.length).toBeLessThan(texts[name]!.length);
    }
  });

  test("an earlier read of nothing but equal lines", { timeout: 30_000 }, () => {
    const text = filled("x\n");
    const earlier = Array.from({ length: 12 }, (_, index) => ({ id: `block-${index}`, text }));
    expect(trim(toolResult(text, { toolName: "Read", earlier }))?.text.length).toBeLessThan(60);
  });
});
