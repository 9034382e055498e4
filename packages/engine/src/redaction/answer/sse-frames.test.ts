import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SseParser } from "../../dialects/sse/sse-parser.ts";
import { bytesOf, cutAt } from "../testing/restored.ts";
import type { Frame } from "./frames.ts";
import { SseFrames } from "./sse-frames.ts";

function framesOf(chunks: readonly Uint8Array[], limit?: number): { text: string; isWhole: boolean }[] {
  const frames = new SseFrames(limit);
  const found: { text: string; isWhole: boolean }[] = [];
  const emit = ({ bytes, isWhole }: Frame): void => {
    found.push({ text: new TextDecoder().decode(bytes), isWhole });
  };
  for (const chunk of chunks) frames.push(chunk, emit);
  frames.end(emit);
  return found;
}
const texts = (text: string): string[] => framesOf([bytesOf(text)]).map((frame) => frame.text);

describe("SseFrames", () => {
  test.each([
    ["a: 1\n\nb: 2\n\n", ["a: 1\n\n", "b: 2\n\n"]],
    ["a: 1\r\rb: 2\r\r", ["a: 1\r\r", "b: 2\r\r"]],
    // The line feed behind the blank line's carriage return comes on its own.
    ["a: 1\r\n\r\nb: 2\r\n\r\n", ["a: 1\r\n\r", "\n", "b: 2\r\n\r", "\n"]],
    ["a\nb\n\n", ["a\nb\n\n"]],
    ["\n\na\n\n", ["\n", "\n", "a\n\n"]],
    ["a: 1", ["a: 1"]],
    ["a: 1\n", ["a: 1\n"]],
    ["", []],
  ])("%j", (text, expected) => expect(texts(text)).toEqual(expected));

  test("the same frames and all bytes, wherever the chunks are cut", () => {
    const piece = fc.constantFrom("\n", "\r", "\r\n", "data: x", ":", "event: y", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.array(fc.nat(), { maxLength: 8 }), (pieces, cuts) => {
        const bytes = bytesOf(pieces.join(""));
        const whole = framesOf([bytes]);
        expect(whole.map(({ text }) => text).join("")).toBe(pieces.join(""));
        const cut = framesOf(cutAt(bytes, cuts)).map(({ text }) => text);
        if (!pieces.includes("é")) expect(cut).toEqual(whole.map(({ text }) => text));
      }),
    );
  });

  test("holds one event of the parser at most", () => {
    const piece = fc.constantFrom("\n", "\r", "\r\n", "data: x", ": c", "event: y");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        for (const { text } of framesOf([bytesOf(pieces.join(""))])) {
          let events = 0;
          new SseParser(() => events++).push(bytesOf(`${text}\n\n`));
          expect(events).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("an event that is too long comes as it is, the next one whole", () => {
    const long = `data: ${"x".repeat(50)}\n\n`;
    const found = framesOf(cutAt(bytesOf(`${long}data: y\n\n`), [10, 30, 40]), 25);
    expect(found.map(({ text }) => text).join("")).toBe(`${long}data: y\n\n`);
    expect(found.filter(({ isWhole }) => isWhole)).toEqual([{ text: "data: y\n\n", isWhole: true }]);
  });
});
