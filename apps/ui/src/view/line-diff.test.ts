import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

const signs = { same: " ", added: "+", removed: "-", gap: "@" } as const;
const printed = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);

test.each([
  ["a", "a", []],
  ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
  ["a", "a\nb", [" a", "+b"]],
  ["old", "new", ["-old", "+new"]],
  ["", "x", ["+x"]],
  ["x", "", ["-x"]],
  ["1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6\n7b", ["@4", " 5", " 6", "-7", "+7b"]],
  ["0\n1\n2\n3\n4", "0b\n1\n2\n3\n4", ["-0", "+0b", " 1", " 2", "@2"]],
])("%j to %j", (before, after, lines) => {
  expect(printed(before, after)).toEqual(lines);
});

test("whatever the texts, the lines that went and stayed are the old one, those that came and stayed the new one", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [old, young]: [string[], string[]] = [[], []];
      const [left, right] = [before.split("\n"), after.split("\n")];
      for (const { kind, text: line } of lineDiff(before, after)) {
        if (kind === "gap") {
          const skipped = left.slice(old.length, old.length + Number(line));
          old.push(...skipped);
          young.push(...skipped);
        }
        if (kind === "same" || kind === "removed") old.push(line);
        if (kind === "same" || kind === "added") young.push(line);
      }
      if (before === after) return;
      expect(old.join("\n")).toBe(before);
      expect(young.join("\n")).toBe(right.join("\n"));
    }),
  );
});

test("texts too long to be aligned are shown as replaced", () => {
  const many = (name: string) => Array.from({ length: 1_100 }, (_, n) => `${name} ${n}`).join("\n");
  const lines = lineDiff(many("a"), many("b"));
  expect(lines.filter((line) => line.kind === "removed")).toHaveLength(1_100);
  expect(lines.filter((line) => line.kind === "added")).toHaveLength(1_100);
});
