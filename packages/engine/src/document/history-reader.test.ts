import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document, Unit } from "./document.ts";
import { HistoryReader } from "./history-reader.ts";
import { parseDocument } from "./parse-document.ts";
import { ScanError, Scanner } from "./scanner.ts";
import { jsonText, utf8 } from "./testing/arbitrary-json.ts";
import { nodePort } from "./testing/node-port.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 };

function documentOf(history: string): Document {
  const document = parseDocument(utf8(`{"messages":${history},"end":1}`), "messages", nodePort);
  if ("opaque" in document) throw new Error(document.opaque);
  return document;
}

/** Reads an array that stands at `at` of a body, resumed from another. */
function read(array: string, previous?: Document, before = '{"x":') {
  const bytes = utf8(`${before}${array},"y":0}`);
  const reader = new HistoryReader(new Scanner(bytes), nodePort, previous);
  const start = utf8(before).length;
  const steps = reader.read(start);
  let yields = 0;
  for (;;) {
    const step = steps.next();
    if (!step.done) yields++;
    else {
      expect(reader.end).toBe(start + utf8(array).length);
      const text = ({ start: from, length }: Unit) => new TextDecoder().decode(bytes.subarray(from, from + length));
      return { reader, units: step.value, texts: step.value.map(text), yields };
    }
  }
}
const fresh = (units: readonly Unit[]) => units.map((unit) => unit.fresh);

describe("a history", () => {
  test.each<[string, string[]]>([
    ["[]", []],
    ["[ \n]", []],
    ["[1]", ["1"]],
    ['[ 1 , "a" ,{"b":[2]}\n]', ["1", '"a"', '{"b":[2]}']],
  ])("%s", (array, texts) => {
    expect(read(array).texts).toEqual(texts);
    expect(read(array, documentOf(array)).texts).toEqual(texts);
  });

  test.each(["[1,]", "[,1]", "[1 2]", "[1", "[1}", "[", "[1,,2]"])("%s is none", (array) => {
    expect(() => read(array)).toThrow(ScanError);
    expect(() => read(array, documentOf("[1,2,3]"))).toThrow(ScanError);
  });

  test("what is the same is taken over with its tree and facts, wherever it stands now", () => {
    const previous = documentOf('[{"n":1},{"n":2},{"n":3}]');
    const { units, reader } = read('[{"n":1},{"n":2},{"n":3},{"n":4}]', previous, '{"moved":"further","x":');
    expect(fresh(units)).toEqual([false, false, false, true]);
    expect(units[1]!.facts).toBe(previous.history![1]!.facts);
    expect(units[1]!.tree).toBe(previous.history![1]!.tree);
    expect(reader.scanned).toBe(7);
  });

  test.each<[string, string, boolean[]]>([
    ["one inserted first", '["new","a","b","c"]', [true, false, false, false]],
    ["one dropped", '["a","c"]', [false, false]],
    ["one changed", '["a","B","c"]', [false, true, false]],
    ["all spaced anew", '[ "a" , "b" , "c" ]', [false, false, false]],
    ["moved to the front: only forwards is looked", '["c","a","b"]', [false, true, true]],
    ["cut to nothing", "[]", []],
  ])("%s", (_, array, expected) => {
    const { units, texts } = read(array, documentOf('["a","b","c"]'));
    expect(fresh(units)).toEqual(expected);
    expect(texts).toEqual(JSON.parse(array).map((text: string) => JSON.stringify(text)));
  });

  test("found within 32 places, scanned afresh beyond", () => {
    const names = Array.from({ length: 60 }, (_, n) => `"${n}"`);
    const previous = documentOf(`[${names.join(",")}]`);
    expect(fresh(read(`[${names.slice(31).join(",")}]`, previous).units).every((each) => !each)).toBe(true);
    expect(fresh(read(`[${names.slice(33).join(",")}]`, previous).units).every(Boolean)).toBe(true);
  });

  test.each([
    ["[1]", "[12]"],
    ["[12]", "[1]"],
    ["[1,2]", "[1,2.5]"],
    ["[1]", "[1e5,1]"],
    ['["a"]', '["ab"]'],
    ["[1,2]", "[1 ,2]"],
    ["[10,1]", "[1,10]"],
  ])("%s before, %s now: no part of a value is taken for it", (before, now) => {
    expect(read(now, documentOf(before)).texts).toEqual(read(now).texts);
  });

  test("nothing is taken from a body that was read-only", () => {
    const previous = documentOf('[{"a":1,"a":2},"same"]');
    expect(previous.readOnly).not.toBeNull();
    expect(fresh(read('["same"]', previous).units)).toEqual([true]);
  });

  test("duplicate keys and invalid UTF-8 of scanned parts are seen", () => {
    expect(read('[{"a":1},{"b":2}]').reader).toMatchObject({ duplicateKeys: false, invalidText: false });
    expect(read('[{"a":1,"\\u0061":2}]').reader.duplicateKeys).toBe(true);
    const bytes = utf8('["??"]');
    bytes[2] = 0xc3;
    const reader = new HistoryReader(new Scanner(bytes), nodePort, undefined);
    reader.read(0).next();
    expect(reader.invalidText).toBe(true);
  });

  test("a long one is read with pauses, one that is known without", () => {
    const long = `[${Array.from({ length: 50 }, (_, n) => `"${n}${"x".repeat(100_000)}"`).join(",")}]`;
    expect(read(long).yields).toBeGreaterThanOrEqual(4);
    expect(read(long, documentOf(long)).yields).toBe(0);
  });

  test("resumed from any other, it is what a fresh reading finds", () => {
    const array = fc.array(fc.oneof(jsonText, fc.constantFrom("1", "12", '"a"', "{}")), { maxLength: 8 });
    const text = fc
      .tuple(array, fc.constantFrom("", " ", "\n "))
      .map(([items, gap]) => `[${gap}${items.join(`,${gap}`)}]`);
    fc.assert(
      fc.property(text, text, (before, now) => {
        const plain = ({ units, texts }: ReturnType<typeof read>) => [
          texts,
          units.map(({ start, length, tree }) => [start, length, [...tree.nodes]]),
        ];
        expect(plain(read(now, documentOf(before)))).toEqual(plain(read(now)));
        expect(fresh(read(now, documentOf(now)).units).some(Boolean)).toBe(documentOf(now).readOnly !== null);
      }),
      runs,
    );
  });
});

test("a member is compared with the member of its name", () => {
  const previous = documentOf("[]");
  const bytes = utf8('{"end":1,"other":1,"messages":[]}');
  const reader = new HistoryReader(new Scanner(bytes), nodePort, previous);
  expect(reader.member(7, "end").fresh).toBe(false);
  expect(reader.member(17, "other").fresh).toBe(true);
  // A history is no member to be taken over: its unit has no tree.
  expect(reader.member(30, "messages")).toMatchObject({ fresh: true, length: 2 });
});
