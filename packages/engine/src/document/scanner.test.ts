import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonNode } from "./json-node.ts";
import { ScanError, Scanner } from "./scanner.ts";
import { jsonText, utf8 } from "./testing/arbitrary-json.ts";
import { nodePort } from "./testing/node-port.ts";

const deep = process.env.APERTURE_DEEP === "1";
const runs = { numRuns: deep ? 20_000 : 1_000 };

/** The whole text as one value, or undefined where the scanner refuses it. */
function scan(bytes: Uint8Array): JsonNode | undefined {
  const scanner = new Scanner(bytes);
  try {
    const start = scanner.skipSpace(0);
    const tree = scanner.value(start);
    return scanner.skipSpace(start + tree.length) === bytes.length
      ? new JsonNode(bytes, start, tree, nodePort)
      : undefined;
  } catch (error) {
    if (error instanceof ScanError) return undefined;
    throw error;
  }
}

/** Rebuilds the value from the spans alone. */
function rebuild(node: JsonNode): unknown {
  if (node.isObject) {
    const object = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of node.entries()) object[key] = rebuild(value);
    return object;
  }
  if (node.isArray) return node.items().map(rebuild);
  return node.string() ?? node.number() ?? node.boolean() ?? null;
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

describe("a value's spans", () => {
  test("hold the same value that JSON.parse reads", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const node = scan(utf8(text));
        expect(node).toBeDefined();
        // Of doubled keys no reading is right (such bodies are read-only), and V8's own, with a reviver, was once seen to
        // make up a third key of two escaped ones.
        if (hasDuplicateKeys(text)) return;
        expect(JSON.stringify(rebuild(node!))).toBe(JSON.stringify(JSON.parse(text, (_, value) => bare(value))));
      }),
      runs,
    );
  });

  test("are refused exactly where JSON.parse refuses", () => {
    const damaged = fc.tuple(
      jsonText,
      fc.nat(),
      fc.constantFrom("", ",", '"', "}", "]", ":", "\\", "\u0001", "e", "-", "0"),
    );
    fc.assert(
      fc.property(damaged, ([text, place, insert]) => {
        const at = text.length === 0 ? 0 : place % text.length;
        const broken = text.slice(0, at) + insert + text.slice(at + 1);
        fc.pre(broken.isWellFormed());
        expect(scan(utf8(broken)) !== undefined, broken).toBe(parse(broken) !== undefined);
      }),
      runs,
    );
  });

  test.each([
    "",
    " ",
    "\ufeff{}",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "nul",
    "[1,]",
    '{"a":1,}',
    '{"a" 1}',
    '"\\x"',
    '"\\u12g4"',
    '"\t"',
    "{} {}",
    "[",
    '{"a"',
    "'a'",
    "NaN",
  ])("%j is no JSON", (text) => {
    expect(scan(utf8(text))).toBeUndefined();
    expect(parse(text)).toBeUndefined();
  });

  test("survive a depth of 100,000 without a stack overflow", () => {
    const depth = 100_000;
    expect(scan(utf8("[".repeat(depth) + "]".repeat(depth)))?.isArray).toBe(true);
    expect(scan(utf8("[".repeat(depth)))).toBeUndefined();
  });
});

describe("a key that stands twice", () => {
  const twice = (text: string) => {
    const scanner = new Scanner(utf8(text));
    scanner.value(0);
    return scanner.duplicateKeys;
  };
  test.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"a":{"b":1,"c":{"b":1}},"b":2}', false],
    ['[{"a":1},{"a":1}]', false],
    ['{"x":{"k":1},"k":{"k":2,"z":0,"k":3}}', true],
    ['{"__proto__":1,"constructor":2}', false],
    ['{"\\ud800":1,"\\ud801":2}', false],
  ])("%s: %s", (text, expected) => expect(twice(text)).toBe(expected));

  test("is found among thousands", () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `"key${index}":${index}`);
    expect(twice(`{${keys.join()}}`)).toBe(false);
    expect(twice(`{${keys.join()},"key4321":0}`)).toBe(true);
    expect(twice(`{${keys.join()},"\\u006bey7":0}`)).toBe(true);
  });
});

function hasDuplicateKeys(text: string): boolean {
  const scanner = new Scanner(utf8(text));
  scanner.value(scanner.skipSpace(0));
  return scanner.duplicateKeys;
}

/** JSON.parse gives objects a prototype; the rebuilt ones have none, so that __proto__ is an ordinary key. */
function bare(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.assign(Object.create(null), value);
}
