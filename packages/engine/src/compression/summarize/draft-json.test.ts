import { describe, expect, test } from "vitest";
import { draftJson } from "./draft-json.ts";
import { jsonShape } from "./json-shape.ts";

const draft = (text: string) => draftJson({ text, role: "tool_result" });
const flights = Array.from({ length: 9 }, (_, index) => ({
  flight_number: `HAT${100 + index}`,
  status: "available",
  prices: { economy: 100 + index },
}));

describe("draftJson", () => {
  test("an object: a line for each key", () => {
    const { lines, title } = draft(JSON.stringify({ url: "https://a.b", count: 3, files: [{ path: "a.ts" }] }))!;
    expect(title).toMatch(/^shape of a JSON object of 3 keys, \d+ characters/);
    expect(lines).toEqual(['"url": "https://a.b"', '"count": 3', '"files": [{"path": "a.ts"}]']);
  });

  test("a list: samples, and of the others what tells them apart", () => {
    expect(draft(JSON.stringify(flights))!.lines[0]).toBe(
      '[{"flight_number": "HAT100", "status": "available", "prices": {"economy": 100}}, ' +
        '{"flight_number": "HAT101", "status": "available", "prices": {"economy": 101}}, ' +
        "… 7 more: HAT102 available, HAT103 available, HAT104 available, HAT105 available, " +
        "HAT106 available, HAT107 available, HAT108 available]",
    );
  });

  test("JSON lines are a list", () => {
    const text = flights.map((flight) => JSON.stringify(flight)).join("\n");
    expect(draft(`${text}\n`)!.title).toContain("a JSON list of 9");
  });

  test("numbers that JavaScript cannot hold are left to others", () => {
    expect(draft('{"id": 12345678901234567890, "more": 1}')).toBeNull();
    expect(draft('{"id": "12345678901234567890"}')).not.toBeNull();
  });

  test("what is no JSON is left to others", () => {
    for (const text of ["", "[", "{a: 1}", "3", '"text"', "[1] and more", "{}\n{}\nend"])
      expect(draft(text)).toBeNull();
  });
});

describe("jsonShape", () => {
  test("long strings are cut, errors are not", () => {
    const long = "x".repeat(600);
    const shape = jsonShape({ a: { b: { note: long, error: long } } });
    expect(shape).toContain(`"error": "${long}"`);
    expect(shape).toContain(`"note": "${"x".repeat(100)}… (600 characters)"`);
  });

  test("short plain lists stay whole, long ones do not", () => {
    expect(jsonShape({ a: ["x", "y", 3, null, true] })).toBe('{"a": ["x", "y", 3, null, true]}');
    expect(jsonShape(Array.from({ length: 99 }, (_, index) => index))).toMatch(/^\[0, 1, … 97 more: 2, 3, /);
  });

  test("depth, members and lists are bounded", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 2_000; level++) deep = level % 2 ? [deep] : { a: deep };
    expect(jsonShape(deep).length).toBeLessThan(100);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]));
    expect(jsonShape(wide)).toContain("… 49940 more keys");
    expect(jsonShape(Array.from({ length: 50_000 }, (_, id) => ({ id }))).length).toBeLessThan(1_000);
  });
});
