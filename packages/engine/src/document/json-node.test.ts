import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonNode } from "./json-node.ts";
import { parseDocument } from "./parse-document.ts";
import { nodePort } from "./testing/node-port.ts";

function nodeOf(json: string): JsonNode {
  const document = parseDocument(new TextEncoder().encode(`{"value":${json}}`), "history", nodePort);
  if ("opaque" in document) throw new Error(document.opaque);
  return document.node(document.member("value")!);
}

describe("JsonNode", () => {
  test("finds members by any name that JSON.parse finds", () => {
    const key = fc.oneof(
      fc.constantFrom("", "role", "rol", "roles", "r\\le", 'r"le', "ro\nle", "röle", "😀", "\\u0072ole"),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 6 }), key, (keys, wanted) => {
        const node = nodeOf(JSON.stringify(Object.fromEntries(keys.map((name, index) => [name, index]))));
        for (const name of [...keys, wanted]) {
          const index = keys.indexOf(name);
          expect(node.get(name)?.number()).toBe(index < 0 ? undefined : index);
        }
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 },
    );
  });

  test.each([
    ['{"r\\u006fle":1}', "role", 1],
    ['{"\\u0072ole":1}', "role", 1],
    ['{"a\\\\b":1}', "a\\b", 1],
    ['{"a\\\\b":1}', "a\\\\b", undefined],
    ['{"r\\u00f6le":1}', "röle", 1],
    ['{"role":1}', 'role":1', undefined],
  ])("%s has under %s %j", (json, key, expected) => {
    expect(nodeOf(json).get(key)?.number()).toBe(expected);
  });

  test("a prefix of a string as it came", () => {
    expect(nodeOf('"abcdef"').rawPrefix(3)).toBe("abc");
    expect(nodeOf('"ab"').rawPrefix(300)).toBe("ab");
    expect(nodeOf('"a\\nb"').rawPrefix(3)).toBe("a\\n");
    expect(nodeOf("[1]").rawPrefix(3)).toBe("");
  });

  test("hashes are those of bytes and of texts", () => {
    const node = nodeOf('{ "a" : "ü" }');
    expect(node.rawHash()).toBe(nodePort.hash('{ "a" : "ü" }'));
    expect(node.get("a")!.rawHash()).toBe(nodePort.hash('"ü"'));
    expect(node.hash("ü")).toBe(nodePort.hash("ü"));
  });
});
