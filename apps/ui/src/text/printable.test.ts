import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test("ordinary text, tabs, newlines, accents and emoji stay as they are", () => {
  const text = "const größe = 1;\n\tif (a) { } // 👩‍💻 日本語";
  expect(printable(text)).toBe(text);
});

test("terminal escapes, NUL and a lone carriage return become visible", () => {
  expect(printable("\u001b[31mred\u0000\rover")).toBe("⟨U+001B⟩[31mred⟨U+0000⟩⟨U+000D⟩over");
});

test("a Windows line end is a line end", () => expect(printable("a\r\nb")).toBe("a\nb"));

test("text that would be reordered or hidden is spelt out", () => {
  expect(printable("user\u202etxt.exe")).toBe("user⟨U+202E⟩txt.exe");
  expect(printable("\u2066x\u2069\u200b")).toBe("⟨U+2066⟩x⟨U+2069⟩⟨U+200B⟩");
  expect(printable("\u{e0049}\u{e0067}")).toBe("⟨U+E0049⟩⟨U+E0067⟩");
});

test("nothing invisible is left, whatever comes, and no character is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/u);
      expect([...shown].length).toBeGreaterThanOrEqual([...text.replaceAll("\r\n", "\n")].length);
    }),
  );
});
