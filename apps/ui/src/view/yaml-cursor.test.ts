import fc from "fast-check";
import { expect, test } from "vitest";
import { yamlCursor } from "./yaml-cursor.ts";

const preset = `kind: preset
name: calm # for long days
budget:
  maxTokens: 120000

rules:
- name: first
  when: { select: role:user }
- name: second
  when:
    select: tool:Bash
    olderThan: 3
staging:
  - name: style
    source:
      kind: text
      text: |
        Use tabs: always.
        name: not a key

    zone: recency
`;
/** The cursor at the end of the first line that begins with these words. */
const behind = (words: string, text = preset) => {
  const at = text.indexOf(words);
  return yamlCursor(text, at + words.length);
};

test.each([
  ["kind: pre", ["kind"]],
  ["  maxTokens", ["budget", "maxTokens"]],
  ["- name: fir", ["rules", 0, "name"]],
  ["  when: { select", ["rules", 0, "when"]],
  ["- name: second", ["rules", 1, "name"]],
  ["    olderThan: 3", ["rules", 1, "when", "olderThan"]],
  ["  - name: style", ["staging", 0, "name"]],
  ["        Use tabs: al", ["staging", 0, "source", "text"]],
  ["        name: not", ["staging", 0, "source", "text"]],
  ["    zone: rec", ["staging", 0, "zone"]],
])("behind `%s` it is %j", (words, path) => {
  expect(behind(words).path).toEqual(path);
});

test("a value is what stands between the key and a comment", () => {
  const { from, to } = behind("name: ca");
  expect(preset.slice(from, to)).toBe("calm");
});

test("an empty line belongs to the mapping that its column says; the keys that are there already are told", () => {
  const at = preset.indexOf("\n\nrules") + 1;
  expect(yamlCursor(preset, at)).toMatchObject({ path: [], hasKey: false });
  expect(yamlCursor(preset, at).siblings).toEqual(["kind", "name", "budget", "rules", "staging"]);
  const deeper = preset.replace("120000\n\n", "120000\n  \n");
  expect(yamlCursor(deeper, deeper.indexOf("120000") + 9)).toMatchObject({
    path: ["budget"],
    hasKey: false,
    indent: 2,
    siblings: ["maxTokens"],
  });
});

test("siblings are those of the same item of a list, not of its neighbours", () => {
  expect(behind("    select: tool").siblings).toEqual(["select", "olderThan"]);
  expect(behind("- name: fir").siblings).toEqual(["name", "when"]);
});

test("a word that is no key yet stands where a key of the mapping would", () => {
  const text = "budget:\n  str\n";
  expect(behind("  str", text)).toMatchObject({ path: ["budget"], hasKey: false, from: 10, to: 13 });
});

test("any text and place give an answer inside the text", () => {
  const line = fc.constantFrom("a: 1", "- b:", "  - - c", "\t", "key: |", "    text", "# note", '"x y": z', ": :", "-");
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, fc.nat(200), (written, place) => {
      const { from, to, path } = yamlCursor(written, Math.min(place, written.length));
      expect(from).toBeLessThanOrEqual(to);
      expect(path.length).toBeLessThan(12);
    }),
  );
});
