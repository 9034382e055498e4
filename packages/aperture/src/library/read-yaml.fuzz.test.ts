import fc from "fast-check";
import { expect, test } from "vitest";
import { readItem, readProfile } from "./read-item.ts";

const runs = process.env.APERTURE_DEEP === "1" ? 5_000 : 400;

const good = `kind: preset
name: x # mine
extends: [a, b]
mode: auto
budget: { limit: 120000, strategy: condense }
rules:
  - drop-old
  - name: y
    when: { select: "role:user tokens>2k", olderThan: 3 }
    action: { do: replace, pattern: 'a+', with: "" }
staging:
  - name: z
    source:
      kind: text
      text: &t |
        lines
plugins: { timer: { config: { a: [1, { b: null }] } } }
`;
/** Pieces that change what YAML means where they fall. */
const piece = fc.oneof(
  fc.constantFrom(
    "\n",
    "  ",
    "- ",
    ": ",
    "?",
    "&a ",
    "*a ",
    "*t",
    "!!str ",
    "!x ",
    "|",
    ">",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    "#",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "\r\n",
    "<<: ",
    "__proto__: ",
    "null",
    "~",
    "1e999",
    ".nan",
    "0x1",
    "\u0000",
    "\ufeff",
    "\u202e",
    "\ud800",
  ),
  fc.string({ maxLength: 4 }),
);

test("whatever is written: a value or problems, each at a place of the text, and never a throw", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(good.length), cut: fc.nat(12), put: piece }), { minLength: 1, maxLength: 4 }),
      (edits) => {
        let text = good;
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const lines = text.split("\n");
        for (const read of [
          readItem("preset", text, "x.yml", "x"),
          readItem("template", text, "x.yml"),
          readProfile(text, "p.yml"),
        ]) {
          expect(read.value === null).toBe(read.problems.length > 0);
          for (const { line, column, reason } of [...read.problems, ...read.warnings]) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 2);
            expect(reason).not.toBe("");
          }
        }
      },
    ),
    { numRuns: runs },
  );
});

test("what was not touched is read as it is", () => {
  expect(readItem("preset", good, "x.yml", "x").problems).toEqual([]);
});
