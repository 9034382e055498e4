import { describe, expect, test } from "vitest";
import { Scanner } from "./scanner.ts";
import { Kind, NODE_SIZE, type SpanTree } from "./span-tree.ts";
import { utf8 } from "./testing/arbitrary-json.ts";

const names = new Map(Object.entries(Kind).map(([name, kind]) => [kind as number, name]));

/** Nodes as `kind text`, indented by depth, from kinds, spans and `next` alone. */
function show(text: string, tree: SpanTree, base = 0): string[] {
  const { nodes } = tree;
  const lines: string[] = [];
  const ends: number[] = [];
  for (let node = 0; node < nodes.length; node += NODE_SIZE) {
    while (ends.length > 0 && node >= ends.at(-1)!) ends.pop();
    const [kind, start, end, next] = nodes.subarray(node, node + NODE_SIZE) as unknown as [
      number,
      number,
      number,
      number,
    ];
    lines.push(`${"  ".repeat(ends.length)}${names.get(kind)} ${text.slice(base + start, base + end)}`);
    if (next > node + NODE_SIZE) ends.push(next);
  }
  return lines;
}
const scan = (text: string, at = 0) => new Scanner(utf8(text)).value(at);

describe("the tape of a scanned value", () => {
  test("holds every node in order, each with its span and what is behind it", () => {
    const text = '{"a":[1,{"b":null}],"c":"x","d":{},"e":[],"f":true,"g":false}';
    expect(show(text, scan(text))).toEqual([
      `object ${text}`,
      '  key "a"',
      '  array [1,{"b":null}]',
      "    number 1",
      '    object {"b":null}',
      '      key "b"',
      "      null null",
      '  key "c"',
      '  string "x"',
      '  key "d"',
      "  object {}",
      '  key "e"',
      "  array []",
      '  key "f"',
      "  true true",
      '  key "g"',
      "  false false",
    ]);
  });

  test("offsets are the value's own: it may stand anywhere", () => {
    const value = '{"a":[1]}';
    const [here, there] = [scan(value), scan(`      ${value} ,`, 6)];
    expect(there).toEqual(here);
    expect(there.length).toBe(value.length);
  });

  test("one tape serves value after value; what was given out stays as it is", () => {
    const scanner = new Scanner(utf8('[1,2] {"a":{"b":3}} "x"'));
    const first = scanner.value(0);
    const copy = first.nodes.slice();
    scanner.value(6);
    const last = scanner.value(20);
    expect(first.nodes).toEqual(copy);
    expect([...last.nodes]).toEqual([Kind.string, 0, 3, NODE_SIZE]);
  });

  test("grows with the number of nodes, and with depth", () => {
    const wide = `[${Array.from({ length: 5_000 }, (_, n) => n).join(",")}]`;
    expect(scan(wide).nodes.length).toBe(5_001 * NODE_SIZE);
    expect(scan(wide).nodes[3]).toBe(5_001 * NODE_SIZE);
    const deep = `${'{"a":['.repeat(5_000)}${"]}".repeat(5_000)}`;
    const tree = scan(deep);
    expect(tree.nodes.length).toBe(15_000 * NODE_SIZE);
    expect(tree.length).toBe(deep.length);
  });

  test("a value that was cut leaves nothing behind in the next", () => {
    const scanner = new Scanner(utf8('{"a":{"b":[1,  {"a":1,"b":2}'));
    expect(() => scanner.value(0)).toThrow();
    const at = 15;
    expect(show('{"a":1,"b":2}', scanner.value(at))).toEqual([
      'object {"a":1,"b":2}',
      '  key "a"',
      "  number 1",
      '  key "b"',
      "  number 2",
    ]);
    expect(scanner.duplicateKeys).toBe(false);
  });

  test("keys of one object only are compared", () => {
    for (const [text, expected] of [
      ['[{"a":1},{"a":2}]', false],
      ['{"a":{"a":{"a":1}}}', false],
      ['{"a":[{"b":1}],"b":2}', false],
      ['{"a":[{"b":1}],"a":2}', true],
      ['[[{"x":{"y":1,"y":2}}]]', true],
    ] as const) {
      const scanner = new Scanner(utf8(text));
      scanner.value(0);
      expect(scanner.duplicateKeys, text).toBe(expected);
    }
  });
});
