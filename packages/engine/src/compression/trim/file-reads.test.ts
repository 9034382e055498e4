import { describe, expect, test } from "vitest";
import type { EarlierRead } from "../contract.ts";
import { trimFileRead } from "./file-reads.ts";
import { numberedLines } from "./numbered-lines.ts";
import { OVERLAP } from "./repeated-lines.ts";
import { codeLines, numbered, toolResult } from "./testing/tool-result.ts";

const read = (
  text: string | readonly string[],
  rest: { earlier?: readonly EarlierRead[]; keep?: readonly string[] } = {},
) => trimFileRead(toolResult(text, { toolName: "Read", ...rest }))?.text.split("\n");
const code = codeLines(100);

describe("lines an earlier read still says", () => {
  test("the same read again is one line", () => {
    const text = numbered(code);
    expect(read(text, { earlier: [{ id: "block-17", text }] })).toEqual(["[… lines 1-100 as in block-17]"]);
  });

  test("a longer read keeps what is new, and some lines where the two meet: an edit may reach across", () => {
    const earlier = [{ id: "block-17", text: numbered(code.slice(0, 60)) }];
    const lines = numbered(code).split("\n");
    expect(read(numbered(code), { earlier })).toEqual([
      `[… lines 1-${60 - OVERLAP} as in block-17]`,
      ...lines.slice(60 - OVERLAP),
    ]);
  });

  test("a changed line stays, with lines on both sides", () => {
    const changed = code.with(50, "const changed = true;");
    const lines = numbered(changed).split("\n");
    expect(read(numbered(changed), { earlier: [{ id: "block-3", text: numbered(code) }] })).toEqual([
      `[… lines 1-${50 - OVERLAP} as in block-3]`,
      ...lines.slice(50 - OVERLAP, 51 + OVERLAP),
      `[… lines ${52 + OVERLAP}-100 as in block-3]`,
    ]);
  });

  test("lines that moved are told with both places", () => {
    const moved = ["// a new first line", "// and a second", ...code];
    expect(read(numbered(moved), { earlier: [{ id: "block-3", text: numbered(code) }] })!.at(-1)).toBe(
      `[… lines ${3 + OVERLAP}-102 as lines ${1 + OVERLAP}-100 in block-3]`,
    );
  });

  test("the earlier read that says most is named, and several may be", () => {
    const earlier = [
      { id: "block-1", text: numbered(code.slice(0, 50)) },
      { id: "block-2", text: numbered(code.slice(50), 51) },
      { id: "block-3", text: numbered(code.slice(10, 20), 11) },
    ];
    const text = read(numbered(code), { earlier })!.join("\n");
    expect(text).toContain(`lines 1-${50 - OVERLAP} as in block-1]`);
    expect(text).toContain(`-100 as in block-2]`);
    expect(text).not.toContain("block-3");
  });

  test("what an earlier read itself no longer says is not left out", () => {
    const cut = ["[… lines 1-60 as in block-1]", ...numbered(code).split("\n").slice(60)].join("\n");
    const text = read(numbered(code), { earlier: [{ id: "block-2", text: cut }] })!;
    expect(text.slice(0, 60)).toEqual(numbered(code).split("\n").slice(0, 60));
  });

  test("reads without numbers are told by count; the other client's numbers are no difference", () => {
    expect(read(code, { earlier: [{ id: "block-9", text: numbered(code) }] })).toEqual([
      "[… 100 lines as in block-9, lines 1-100]",
    ]);
    expect(read(code, { earlier: [{ id: "block-9", text: code.join("\n") }] })).toEqual([
      "[… 100 lines as in block-9]",
    ]);
    const colons = code.map((line, index) => `${index + 1}: ${line}`);
    expect(read(colons, { earlier: [{ id: "block-9", text: numbered(code) }] })).toEqual([
      "[… lines 1-100 as in block-9]",
    ]);
  });

  test("white space is a difference", () => {
    const indented = code.map((line) => `  ${line}`);
    expect(read(numbered(code), { earlier: [{ id: "block-1", text: numbered(indented) }] })).toBeUndefined();
  });

  test("a few lines that happen to be equal are no repeat", () => {
    const braces = ["", "}", "}", ""];
    const lines = [...code.slice(0, 8), ...braces, ...code.slice(20, 28), ...braces, ...code.slice(30, 38)];
    const earlier = [{ id: "block-1", text: numbered([...codeLines(30, "other"), ...braces]) }];
    expect(read(numbered(lines), { earlier })).toBeUndefined();
  });

  test("a line with a text of the user's stays", () => {
    const text = numbered(code);
    expect(read(text, { earlier: [{ id: "block-1", text }], keep: ["value42 "] })).toEqual([
      "[… lines 1-42 as in block-1]",
      text.split("\n")[42],
      "[… lines 44-100 as in block-1]",
    ]);
  });

  test("every line is in what is sent or in the earlier read that is named for it", () => {
    for (let start = 0; start < 90; start += 7) {
      const earlier = { id: "block-5", text: numbered(code.slice(start, start + 30), start + 1) };
      const lines = read(numbered(code), { earlier: [earlier] })!;
      const gaps = lines.flatMap(
        (line) => /^\[… lines (\d+)-(\d+) as in block-5\]$/.exec(line)?.slice(1, 3).map(Number) ?? [],
      );
      const said = numberedLines(earlier.text.split("\n")).lines.map(({ number }) => number);
      for (const [index, line] of numbered(code).split("\n").entries()) {
        const isGap = gaps.length > 0 && index + 1 >= gaps[0]! && index + 1 <= gaps[1]!;
        expect(isGap ? said.includes(index + 1) : lines.includes(line)).toBe(true);
      }
    }
  });
});

describe("licence headers", () => {
  const block = [
    "/*",
    " * Copyright 2020 the authors",
    " *",
    " * Licensed under the Apache License, Version 2.0",
    " * more words",
    " * and more",
    " */",
  ];

  test("become one line between their first and their last", () => {
    const lines = [...block, ...code.slice(0, 5)];
    expect(read(numbered(lines))).toEqual([
      "     1→/*",
      "[… 5 lines of licence header]",
      ...numbered(lines).split("\n").slice(6),
    ]);
  });

  test("of line comments end where the comment ends", () => {
    const lines = [
      ...new Array<string>(8).fill("# Permission is granted under the MIT License"),
      "import os",
      "# a comment",
    ];
    expect(read(lines)).toEqual([lines[0], "[… 6 lines of licence header]", lines[7], "import os", "# a comment"]);
  });

  test("are not what a comment about the code is, nor a comment further down", () => {
    const about = ["/*", ...new Array<string>(9).fill(" * how the parser works"), " */", ...code.slice(0, 3)];
    expect(read(about)).toBeUndefined();
    expect(read(numbered([...block, ...code.slice(0, 5)], 200))).toBeUndefined();
    expect(read(["/* Copyright", ...code.slice(0, 20)])).toBeUndefined();
  });
});

test("long runs of empty lines are counted, short ones stay", () => {
  const lines = [
    ...code.slice(0, 2),
    "",
    "",
    "",
    ...code.slice(2, 4),
    ...new Array<string>(20).fill(""),
    ...code.slice(4, 6),
  ];
  const text = read(numbered(lines))!;
  expect(text).toContain("[… 18 empty lines]");
  expect(text.length).toBe(lines.length - 17);
});

test("code without repeats stays byte for byte", () => {
  expect(read(numbered(code))).toBeUndefined();
  expect(read(code, { earlier: [{ id: "block-1", text: numbered(codeLines(50, "other")) }] })).toBeUndefined();
});

describe("line numbers", () => {
  test.each([
    ["     12→code", { number: 12, code: "code" }, "     13→more"],
    ["12\tcode", { number: 12, code: "code" }, "13\tmore"],
    ["12: code", { number: 12, code: "code" }, "13: more"],
    ["12:code", { number: 12, code: "code" }, "13:more"],
    ["00012| code", { number: 12, code: "code" }, "00013| more"],
    ["   12→", { number: 12, code: "" }, "   13→}"],
  ])("%s", (line, found, next) => {
    expect(numberedLines([line, next])).toMatchObject({ isNumbered: true, lines: [found, {}] });
  });

  test("numbers that do not rise are no line numbers", () => {
    expect(numberedLines(["3: a", "2: b", "1: c", "1: d"]).isNumbered).toBe(false);
    expect(numberedLines(["10:22 up", "words", "more words"]).isNumbered).toBe(false);
    expect(numberedLines([]).isNumbered).toBe(false);
  });

  test("what stands around the lines has none", () => {
    const { lines, isNumbered } = numberedLines(["<file>", "1→a", "2→b", "3→c", "4→d", "5→e", "</file>"]);
    expect(isNumbered).toBe(true);
    expect(lines.map(({ number }) => number)).toEqual([null, 1, 2, 3, 4, 5, null]);
  });
});
