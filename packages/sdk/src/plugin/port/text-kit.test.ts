import { describe, expect, test } from "vitest";
import { createTextKit } from "./text-kit.ts";

const kitOf = (...texts: (string | undefined)[]) =>
  createTextKit({ records: new Int32Array(0), string: () => "", text: (place) => texts[place] });

test("goes by place, by handle and by string", () => {
  const kit = kitOf("abc");
  expect([kit.text(0), kit.count(0, "b", ""), kit.count("bb", "b", "")]).toEqual(["abc", 1, 2]);
  const handle = kit.replace(0, "b", "", "BB");
  expect([handle, kit.textOf(handle), kit.lengthOf(handle), kit.count(handle, "B", "")]).toEqual([-1, "aBBc", 4, 2]);
  expect(kit.replace(handle, "B", "g", "-")).toBe(-2);
  expect(kit.made).toEqual(["aBBc", "a--c"]);
});

test("a text that may not be read, and a handle that is none", () => {
  const kit = kitOf(undefined);
  for (const use of [() => kit.text(0), () => kit.search(0, "a", "", 5), () => kit.outline(7)])
    expect(use).toThrow(/blocks\.read:content/);
  for (const handle of [-1, -99, Number.NaN]) expect(() => kit.textOf(handle)).toThrow(/no such text/);
});

test("searches from the front whatever the flags, and knows its limits", () => {
  const kit = kitOf("a a A");
  expect(JSON.parse(kit.search(0, "(a)|(b)", "", 2))).toEqual([
    [0, 1, "a", "a", null],
    [2, 3, "a", "a", null],
  ]);
  expect(JSON.parse(kit.search(0, "a", "giy", 99))).toHaveLength(3);
  for (const limit of [0, -1, Number.NaN]) expect(kit.search(0, "a", "", limit)).toBe("[]");
  expect(JSON.parse(kit.search("x".repeat(20_000), "x", "", 1e9))).toHaveLength(10_000);
});

test("an empty match moves on", () => {
  const kit = kitOf();
  expect(kit.count("abc", "", "")).toBe(4);
  expect(kit.textOf(kit.replace("ab", "", "g", "-"))).toBe("-a-b-");
});

test("what is no pattern is told as the engine tells it", () => {
  expect(() => kitOf("a").count(0, "(", "")).toThrow(SyntaxError);
  expect(() => kitOf("a").count(0, "a", "gq")).toThrow(SyntaxError);
});

describe("replacements", () => {
  test.each([
    ["(\\w+) (\\w+)", "$2, $1", "b, a"],
    ["\\w", "<$&>", "<a> b"],
    ["a", "$$", "$ b"],
    ["(a)", "$1$2$0", "a$2$0 b"],
    ["(a)", "$12", "a2 b"],
    ["(a)", "$01", "a b"],
    ["(?<first>a)", "[$<first>$<none>]", "[a] b"],
    ["a", "$<first>", "$<first> b"],
    ["(z)?a", "[$1]", "[] b"],
    ["a", "$`$'", "$`$' b"],
    ["a", "plain", "plain b"],
  ])("%s by %s is %s", (pattern, replacement, expected) => {
    const kit = kitOf("a b");
    expect(kit.textOf(kit.replace(0, pattern, "", replacement))).toBe(expected);
  });

  test("as the language itself has them", () => {
    const kit = kitOf();
    for (const replacement of ["$1", "$2$1", "$&$&", "$$1", "$3", "$10", "$011", "x$", "$<n>"])
      for (const [pattern, text] of [
        [/(a)(b)?/g, "ab a b"],
        [/(?<n>a)(b)?/, "ab a b"],
        [/(a)/g, "aaa"],
      ] as const)
        expect(kit.textOf(kit.replace(text, pattern.source, pattern.flags, replacement))).toBe(
          text.replace(pattern, replacement),
        );
  });
});

test("a text that grows without end is refused, and so are many", () => {
  const kit = kitOf("a".repeat(10_000));
  expect(() => kit.replace(0, "a", "g", "b".repeat(10_000))).toThrow(/longer than 8000000/);
  expect(() => kit.replace("a".repeat(8_000_001), "b", "", "")).toThrow(/longer than/);
  expect(() => {
    for (let i = 0; i < 100; i++) kit.replace(0, "a", "g", "b".repeat(500));
  }).toThrow(/longer than/);
  expect(kit.made.length).toBeLessThan(100);
});
