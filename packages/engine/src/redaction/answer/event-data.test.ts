import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SseParser } from "../../dialects/sse/sse-parser.ts";
import { bytesOf } from "../testing/restored.ts";
import { eventData } from "./event-data.ts";

const textOf = (frame: string): string | null => {
  const data = eventData(bytesOf(frame));
  return data && new TextDecoder().decode(data.bytes);
};

describe("eventData", () => {
  test.each([
    ["event: x\ndata: {}\n\n", "{}"],
    ["data:{}\r\n\r\n", "{}"],
    ["data:  {}\r\r", " {}"],
    ["id: 1\ndata: a\n: c\ndata: b\n\n", "a\nb"],
    ["data: a\ndata\ndata:\ndata: b\n\n", "a\n\n\nb"],
    ["data: a", "a"],
    ["data\n\n", null],
    ["data: \n\n", null],
    ["datax: 1\n Data: 1\ndat: 1\n\n", null],
    [": comment\n\n", null],
    ["\n", null],
  ])("%j", (frame, expected) => expect(textOf(frame)).toBe(expected));

  test("is what the parser reads, and every byte has its place in the frame", () => {
    const line = fc.constantFrom(
      "data: ab",
      "data:cd",
      "data",
      "data: ",
      "event: data",
      ": data",
      "data: é",
      "datax: y",
    );
    const end = fc.constantFrom("\n", "\r", "\r\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { minLength: 1, maxLength: 6 }), (lines) => {
        const frame = bytesOf(`${lines.map((one) => one.join("")).join("")}\n\n`);
        let parsed: string | null = null;
        new SseParser(({ data }) => {
          parsed = data;
        }).push(frame);
        const data = eventData(frame);
        // The parser reports an event of empty data lines; nothing can be read in one.
        if (data) expect(new TextDecoder().decode(data.bytes)).toBe(parsed);
        else expect(parsed ?? "").toMatch(/^\n*$/);
        for (const [offset, byte] of (data?.bytes ?? []).entries())
          if (byte !== 0x0a) expect(frame[data!.place(offset)]).toBe(byte);
      }),
    );
  });
});
