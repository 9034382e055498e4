import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { getIn, setIn } from "./edit-yaml.ts";
import type { Path } from "./yaml/place-of.ts";

const file = `# how I work
kind: preset   # always this
name: "mine"

# budget
budget:
  limit: 120000 # tokens
  strategy: 'condense'

unknownKey:   { kept:  as it is }
rules:
  - drop-old      # first
  # the second
  - name: fold
    when: { select: role:user,  olderThan: 3 }
    action: { do: remove }
keywords: [a, b]
text: |
  two
  lines
empty:
# the end
`;

/** What is another line after the edit: all other lines are as they were, byte for byte. */
function changed(before: string, after: string): { removed: string[]; added: string[] } {
  const [from, to] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return { removed: from.slice(head, from.length - tail), added: to.slice(head, to.length - tail) };
}

describe("one value is set and every byte beside it stays", () => {
  test.each<[string, Path, unknown, string[], string[]]>([
    ["a number", ["budget", "limit"], 90000, ["  limit: 120000 # tokens"], ["  limit: 90000 # tokens"]],
    ["a text in quotes", ["name"], "yours", ['name: "mine"'], ["name: yours"]],
    ["a text that needs quotes", ["name"], "yes: # no", ['name: "mine"'], ['name: "yes: # no"']],
    ["a text of lines", ["text"], "one", ["text: |", "  two", "  lines"], ["text: one"]],
    ["a key that is new", ["budget", "lowWater"], 0.5, [], ["  lowWater: 0.5"]],
    ["a key at the top", ["mode"], "auto", [], ["mode: auto"]],
    ["a map that is new", ["zones", "recentTurns"], 8, [], ["zones:", "  recentTurns: 8"]],
    [
      "in a flow map",
      ["rules", 1, "when", "olderThan"],
      5,
      ["    when: { select: role:user,  olderThan: 3 }"],
      ["    when: { select: role:user,  olderThan: 5 }"],
    ],
    [
      "new in a flow map",
      ["rules", 1, "action", "x"],
      true,
      ["    action: { do: remove }"],
      ["    action: { do: remove, x: true }"],
    ],
    ["an item of a list", ["rules", 0], "other", ["  - drop-old      # first"], ["  - other      # first"]],
    ["one item more", ["rules", 2], "third", [], ["  - third"]],
    [
      "one item more that is a map",
      ["rules", 2],
      { name: "x", when: { select: "a" } },
      [],
      ["  - name: x", "    when:", "      select: a"],
    ],
    ["one item more in a flow list", ["keywords", 2], "c", ["keywords: [a, b]"], ["keywords: [a, b, c]"]],
    [
      "a map by a text",
      ["budget"],
      "none",
      ["budget:", "  limit: 120000 # tokens", "  strategy: 'condense'"],
      ["budget: none"],
    ],
    ["a list by another", ["keywords"], [], ["keywords: [a, b]"], ["keywords: []"]],
    ["what was empty", ["empty"], 1, ["empty:"], ["empty: 1"]],
    ["a map where nothing was", ["empty", "a"], 1, [], ["  a: 1"]],
    ["null", ["name"], null, ['name: "mine"'], ["name: null"]],
    ["out: a key", ["budget", "strategy"], undefined, ["  strategy: 'condense'"], []],
    ["out: a map", ["budget"], undefined, ["budget:", "  limit: 120000 # tokens", "  strategy: 'condense'"], []],
    ["out: an item", ["rules", 0], undefined, ["  - drop-old      # first"], []],
    ["out: an item of a flow list", ["keywords", 0], undefined, ["keywords: [a, b]"], ["keywords: [b]"]],
    ["out: the last of a flow list", ["keywords", 1], undefined, ["keywords: [a, b]"], ["keywords: [a]"]],
    [
      "out: the last key of a map",
      ["unknownKey", "kept"],
      undefined,
      ["unknownKey:   { kept:  as it is }"],
      ["unknownKey:   {}"],
    ],
    [
      "out: the first key behind a dash",
      ["rules", 1, "name"],
      undefined,
      ["  - name: fold", "    when: { select: role:user,  olderThan: 3 }"],
      ["  - when: { select: role:user,  olderThan: 3 }"],
    ],
    ["out: what is not there", ["nowhere", "a"], undefined, [], []],
  ])("%s", (_, path, value, removed, added) => {
    const edited = setIn(file, path, value);
    expect(changed(file, edited)).toEqual({ removed, added });
    expect(getIn(edited, path)).toEqual(
      value === undefined && typeof path.at(-1) === "number"
        ? getIn(file, [...path.slice(0, -1), Number(path.at(-1)) + 1])
        : value,
    );
  });

  test("CRLF and a byte order mark stay", () => {
    const crlf = `\ufeff${file.replaceAll("\n", "\r\n")}`;
    const edited = setIn(setIn(crlf, ["zones"], { recentTurns: 3 }), ["kind"], "x");
    expect(edited.startsWith("\ufeff# how")).toBe(true);
    expect(edited.replaceAll("\r\n", "").includes("\n")).toBe(false);
    expect(edited).toContain("kind: x   # always this\r\n");
    expect(edited).toContain("zones:\r\n  recentTurns: 3\r\n");
  });

  test("a file without a line's end, of comments alone, or empty", () => {
    expect(setIn("a: 1", ["b"], 2)).toBe("a: 1\nb: 2");
    expect(setIn("# only this", ["b", "c"], 2)).toBe("# only this\nb:\n  c: 2\n");
    expect(setIn("", ["b"], [1])).toBe("b:\n  - 1\n");
  });

  test("what is written as nobody writes it keeps its comments and values", () => {
    const odd = "? a # key\n: 1 # value\nb: [1, # one\n  2,\n]\n";
    const edited = setIn(odd, ["b", 2], 3);
    expect(parse(edited)).toEqual({ a: 1, b: [1, 2, 3] });
    for (const comment of ["# key", "# value", "# one"]) expect(edited).toContain(comment);
  });

  test("a text that is no YAML is not edited", () => {
    expect(() => setIn("a: [1", ["b"], 1)).toThrow();
    expect(() => setIn("a: text\n", ["a", "b"], 1)).toThrow();
  });
});

describe("whatever the values", () => {
  const value = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom("yes", "1.0", "null", "- a", "a: b", "#x", "a\nb\n", " lead", "'", '"', "{", "\t", "!x", "&a"),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b c", "1"), fc.oneof(fc.string({ maxLength: 5 }), fc.constant([])), {
      maxKeys: 2,
    }),
  );
  const paths: Path[] = [
    ["name"],
    ["budget", "limit"],
    ["budget", "new"],
    ["rules", 0],
    ["rules", 1, "when"],
    ["rules", 2],
    ["keywords", 1],
    ["top"],
    ["empty"],
    ["text"],
  ];
  const runs = process.env.APERTURE_DEEP === "1" ? 3_000 : 200;

  test("what was set is what is read, and all else is as it was", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, set) => {
        const edited = setIn(file, path, set);
        expect(getIn(edited, path)).toEqual(set);
        for (const comment of file.match(/#.*$/gm) ?? [])
          if (comment !== "# tokens" && comment !== "# first") expect(edited).toContain(comment);
        const { removed } = changed(file, edited);
        expect(removed.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: runs },
    );
  });
});
