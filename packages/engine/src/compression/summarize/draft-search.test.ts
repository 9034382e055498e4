import { describe, expect, test } from "vitest";
import { draftListing } from "./draft-listing.ts";
import { draftSearch } from "./draft-search.ts";

const search = (text: string, toolInput?: string) => draftSearch({ text, role: "tool_result", toolInput });
const listing = (text: string) => draftListing({ text, role: "tool_result" });

describe("draftSearch", () => {
  const hits = [
    ...Array.from({ length: 8 }, (_, index) => `src/a.ts:${10 + index}:\tif (failed) return;`),
    "src/a.ts:90:\texport function openStore(path: string) {",
    'src/b/c.go:3:import "fmt"',
  ];

  test("a path once, every line number, the texts that say most", () => {
    const { lines, title, content } = search(hits.join("\n"))!;
    expect(content).toBe("search");
    expect(title).toBe("matches of a search: 10 in 2 files");
    expect(lines).toContain("src/a.ts");
    expect(lines).toContain("  90: export function openStore(path: string) {");
    expect(lines.join("\n")).toMatch(/ {2}also: 1\d(?:, 1\d)+/);
    for (const number of [10, 11, 12, 13, 14, 15, 16, 17])
      expect(lines.join("\n")).toMatch(new RegExp(`\\b${number}\\b`));
    expect(lines.filter((line) => line === "src/a.ts")).toHaveLength(1);
  });

  test("context lines go, separators too, a head line stays", () => {
    const text = [
      "Found 2 matches",
      "src/a.ts-1-before",
      "src/a.ts:2:match_one",
      "src/a.ts-3-after",
      "--",
      "src/a.ts:9:match_two",
    ];
    expect(search(text.join("\n"))!.lines).toEqual(["Found 2 matches", "src/a.ts", "  2: match_one", "  9: match_two"]);
  });

  test("matches without a path belong to the file that was searched", () => {
    const text = "12:one_name\n40:two_name\n99:three_name";
    expect(search(text, '{"path":"src/a.ts"}')!.lines[0]).toBe("src/a.ts");
    expect(search(text, '{"path":"src"}')).toBeNull();
  });

  test("times of a log are no places", () => {
    expect(search("10:00:07:start\n10:00:08:go\n10:00:09:end")).toBeNull();
    expect(search("2026-01-02-x\n2026-01-03-y\n2026-01-04-z")).toBeNull();
    expect(search("plain\ntext")).toBeNull();
  });
});

describe("draftListing", () => {
  test("folders once, names behind them", () => {
    const text = [
      "Found 9 files",
      ..."abcde".split("").map((name) => `src/store/${name}.ts`),
      "src/x.ts",
      "src/y.ts",
      "src/z.ts",
    ];
    const { lines, content } = listing(text.join("\n"))!;
    expect(content).toBe("listing");
    expect(lines).toEqual(["Found 9 files", "src/store/ a.ts b.ts c.ts d.ts e.ts", "src/ x.ts y.ts z.ts"]);
  });

  test("of very many names in a folder the first", () => {
    const text = Array.from({ length: 500 }, (_, index) => `/a/b/file${index}.ts`).join("\n");
    expect(listing(text)!.lines[0]).toMatch(/^\/a\/b\/ file0\.ts .* … 440 more$/);
  });

  test("what is no listing is left to others", () => {
    expect(listing("a/b\nc/d")).toBeNull();
    expect(listing(Array.from({ length: 20 }, () => "a sentence of words").join("\n"))).toBeNull();
  });
});
