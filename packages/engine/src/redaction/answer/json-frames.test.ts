import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonText } from "../../document/testing/arbitrary-json.ts";
import { bytesOf, cutAt } from "../testing/restored.ts";
import type { Frame } from "./frames.ts";
import { JsonFrames } from "./json-frames.ts";

function framesOf(chunks: readonly Uint8Array[], limit?: number): { all: string; whole: string[] } {
  const frames = new JsonFrames(limit);
  const all: Uint8Array[] = [];
  const whole: string[] = [];
  const emit = ({ bytes, isWhole }: Frame): void => {
    all.push(bytes);
    if (isWhole) whole.push(Buffer.from(bytes).toString());
  };
  for (const chunk of chunks) frames.push(chunk, emit);
  frames.end(emit);
  return { all: Buffer.concat(all).toString(), whole };
}

describe("JsonFrames", () => {
  test.each([
    ['{"a":{"b":[1]}}', ['{"a":{"b":[1]}}']],
    ['{"a":1} \n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['[{"a":1},\n{"b":[2]}]', ['{"a":1}', '{"b":[2]}']],
    ['["x{",[1],2]', ["[1]"]],
    ['{"a":"}\\"}"}', ['{"a":"}\\"}"}']],
    ['{"a":"\\\\"}x', ['{"a":"\\\\"}']],
    ['{"a":1', []],
    ["}}]]", []],
    ['"{"', []],
    ["[]", []],
  ])("%s", (text, expected) => expect(framesOf([bytesOf(text)])).toEqual({ all: text, whole: expected }));

  test("any JSON: all bytes, the same values wherever it is cut", () => {
    fc.assert(
      fc.property(jsonText, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const bytes = bytesOf(text);
        const whole = framesOf([bytes]);
        expect(whole.all).toBe(Buffer.from(bytes).toString());
        expect(framesOf(cutAt(bytes, cuts))).toEqual(whole);
        for (const value of whole.whole) expect(() => JSON.parse(value)).not.toThrow();
        if (text.startsWith("{")) expect(whole.whole).toEqual([text.toWellFormed()]);
      }),
    );
  });

  test("a value that is too long comes as it is, the next one whole", () => {
    const text = `[{"a":"${"x".repeat(50)}"},{"b":1}]`;
    expect(framesOf(cutAt(bytesOf(text), [20, 40]), 25)).toEqual({ all: text, whole: ['{"b":1}'] });
  });
});
