import { describe, expect, test } from "vitest";
import { trimJson } from "./json.ts";
import { toolResult } from "./testing/tool-result.ts";

const trimmed = (text: string, keep?: readonly string[]) => trimJson(toolResult(text, { keep }))?.text;
const items = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: 7_000 + index,
    title: `issue number ${index}`,
    open: index % 2 === 0,
  }));

describe("white space", () => {
  test("goes outside strings, stays inside", () => {
    expect(trimmed('{\n  "a b": [1, 2.50, "x  y\\" ,"],\r\n\t"c": null\n}')).toBe(
      '{"a b":[1,2.50,"x  y\\" ,"],"c":null}',
    );
  });

  test("numbers and escapes stay as they are written", () => {
    const text = '{"id": 12345678901234567890, "e": 1e400, "f": 1.10, "s": "\\u00e9\\/"}';
    expect(trimmed(text)).toBe('{"id":12345678901234567890,"e":1e400,"f":1.10,"s":"\\u00e9\\/"}');
  });

  test("members that are said twice stay twice", () => {
    expect(trimmed('{ "a": 1, "a": 2 }')).toBe('{"a":1,"a":2}');
  });

  test("several values one behind the other get a line each", () => {
    expect(trimmed('{\n "a": 1\n}\n{\n "b": 2\n}\n')).toBe('{"a":1}\n{"b":2}');
    expect(trimmed("12 true")).toBe("12\ntrue");
  });
});

describe("no JSON", () => {
  test.each([
    "{",
    "[1,",
    '{"a"}',
    "[1 2]",
    '{"a": 1,}',
    "[}",
    "]",
    "{'a': 1}",
    '"open',
    '{"a": 01}',
    "words",
    '{"a": 1} words',
  ])("%s", (text) => {
    expect(trimmed(text)).toBeUndefined();
  });
});

describe("long arrays", () => {
  test("keep their first and last items; what is left out is counted and its ids are told", () => {
    const all = items(40);
    const sent = JSON.parse(trimmed(JSON.stringify(all, null, 2))!) as unknown[];
    expect(sent.slice(0, 10)).toEqual(all.slice(0, 10));
    expect(sent.slice(11)).toEqual(all.slice(37));
    expect(sent[10]).toMatch(/^\[… 27 items of 40 left out, id: 7010, 7011, .*7036\]$/);
  });

  test("keep items that speak of errors or hold a text of the user's", () => {
    const all = items(60).map((item, index) => (index === 30 ? { ...item, title: "request failed" } : item));
    const sent = trimmed(JSON.stringify(all), ["issue number 41"])!;
    expect(JSON.parse(sent)).toContainEqual(all[30]);
    expect(JSON.parse(sent)).toContainEqual(all[41]);
    expect(JSON.parse(sent)).not.toContainEqual(all[35]);
  });

  test("inside others are sampled on their own", () => {
    const page = { total: 2, pages: [{ list: items(40) }, { list: items(40) }] };
    const sent = JSON.parse(trimmed(JSON.stringify(page))!) as { total: number; pages: { list: unknown[] }[] };
    expect(sent.total).toBe(2);
    expect(sent.pages.map(({ list }) => list.length)).toEqual([14, 14]);
  });

  test("of little stay whole", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    expect(trimmed(JSON.stringify(numbers, null, 1))).toBe(JSON.stringify(numbers));
  });

  test("ids beyond 2^53 are not told wrongly", () => {
    const all = `[${Array.from({ length: 60 }, (_, index) => `{"id": 123456789012345678${10 + index}, "text": "some words"}`).join(",")}]`;
    expect(trimmed(all)).toContain("[… 47 items of 60 left out]");
  });
});

describe("long strings", () => {
  const words = "some words of a long text, ".repeat(200);

  test("lose their middle, and say how much of it", () => {
    const sent = JSON.parse(trimmed(JSON.stringify({ body: words }))!) as { body: string };
    expect(sent.body.startsWith(words.slice(0, 1_000))).toBe(true);
    expect(sent.body.endsWith(words.slice(-200))).toBe(true);
    expect(sent.body).toContain("[… 4,200 characters]");
  });

  test("stay where their middle speaks of an error or holds a text of the user's", () => {
    const said = (middle: string) => JSON.stringify({ body: words + middle + words });
    expect(trimmed(said("fatal: not a repository"))).toBe(said("fatal: not a repository"));
    expect(trimmed(said("needle"), ["needle"])).toBe(said("needle"));
    expect(trimmed(said("nothing"), ["needle"])!.length).toBeLessThan(2_000);
  });

  test("are keys: those stay", () => {
    expect(trimmed(JSON.stringify({ [words]: 1 }))).toBe(JSON.stringify({ [words]: 1 }));
  });

  test.each([
    ["escapes", "\n\t\\"],
    ["escaped halves of characters", "\\ud83d\\ude00"],
    ["characters of two units", "😀"],
  ])("are never cut inside %s", (_, unit) => {
    for (let shift = 0; shift < 14; shift += 1) {
      const inner = unit.startsWith("\\u") ? unit : JSON.stringify(unit).slice(1, -1);
      const sent = JSON.parse(trimmed(`["${"a".repeat(shift)}${inner.repeat(900)}"]`)!) as string[];
      expect(sent[0]!.isWellFormed()).toBe(true);
      expect(sent[0]).toContain("characters]");
    }
  });
});

test("nesting costs no stack", () => {
  const deep = `${"[ ".repeat(100_000)}1${"]".repeat(100_000)}`;
  expect(trimmed(deep)).toBe(deep.replaceAll(" ", ""));
});
