import { beforeAll, describe, expect, test } from "vitest";
import type { Skeleton } from "../contract.ts";
import { summarize } from "./summarize.ts";
import { loadSkeleton } from "./testing/load-skeleton.ts";

let skeleton: Skeleton;
beforeAll(async () => {
  skeleton = await loadSkeleton(["typescript", "go"]);
});

const size = process.env.APERTURE_DEEP === "1" ? 1_000_000 : 250_000;
const of = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
const each = (line: (index: number) => string, count = size / 16) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** In deep runs a megabyte of each. What takes the square of its length would need minutes here; the deadline is generous, not a bench. */
const texts: Readonly<Record<string, string>> = {
  "one line": of("a"),
  "one line of words": of("alpha beta "),
  "one line of errors": of("error "),
  "one path": of("a/b_"),
  "blank lines": of("\n"),
  blanks: of(" "),
  "short lines": of("x\n"),
  numbers: each((index) => `${index}: x`),
  "numbers, in code": each((index) => `  ${index}→foo(`),
  "open brackets": of("["),
  "nested JSON": `${"[".repeat(size / 2)}${"]".repeat(size / 2)}`,
  "nested JSON that does not end": of('{"a":'),
  "JSON of one string": JSON.stringify({ a: of("x") }),
  "JSON of many keys": JSON.stringify(
    Object.fromEntries(Array.from({ length: size / 20 }, (_, index) => [`k${index}`, index])),
  ),
  "JSON lines": of('{"a":1}\n'),
  "different errors": each((index) => `ERROR ${index} cannot open`),
  fences: of("```ts\n"),
  hunks: of("@@ -1,2 +1,2 @@\n+++ b/x\n-a\n+b\n"),
  "one endless hunk": `diff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n${of("+foo_bar baz_1\n")}`,
  "a page of tags": `<html>${of("<script>")}`,
  "a page of one tag": `<html>${of("<")}`,
  matches: of("a/b.ts:1:x\n"),
  dashes: of("a-1"),
  paths: each((index) => `a/b${index}/c.ts`),
  "passing tests": of("--- PASS: x (0.0s)\n"),
  "nearly a verdict": of("test a ... "),
  "equals signs": of("= "),
  sentences: of("a. B"),
  quotes: of('"'),
  emoji: of("😀"),
  names: each((index) => `identName${index}`),
};

describe("a lot of", () => {
  test.each(Object.entries(texts))("%s", { timeout: 20_000 }, (_, text) => {
    for (const keep of [[], [text.slice(0, 7), "a\na"]]) {
      for (const toolInput of [undefined, '{"file_path":"a.ts"}']) {
        const made = summarize({ text, role: "tool_result", toolInput, keep }, { skeleton });
        expect(made === null || made.text.length < text.length).toBe(true);
      }
    }
  });
});

test("texts beyond all measure are not read", () => {
  expect(summarize({ text: "some words\n".repeat(400_000), role: "tool_result" }, { skeleton })).toBeNull();
});

test("a skeleton that fails costs the outline, not the summary", () => {
  const text = Array.from({ length: 100 }, (_, index) => `${index + 1}: const value_${index} = read(${index});`).join(
    "\n",
  );
  const made = summarize({ text, role: "tool_result", toolInput: '{"path":"a.ts"}' }, { skeleton: () => null })!;
  expect(made.text).toMatch(/^\[summary by extract of a\.ts, 100 lines; by aperture\]/);
});
