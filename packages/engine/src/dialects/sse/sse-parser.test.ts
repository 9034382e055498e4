import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SseEvent, SseParser } from "./sse-parser.ts";

const encoder = new TextEncoder();

function parse(chunks: readonly Uint8Array[], limit?: number): { events: SseEvent[]; dropped: number } {
  const events: SseEvent[] = [];
  const parser = new SseParser((event) => events.push(event), limit);
  for (const chunk of chunks) parser.push(chunk);
  return { events, dropped: parser.dropped };
}
const parseText = (text: string, limit?: number) => parse([encoder.encode(text)], limit);

describe("SseParser", () => {
  test.each([
    ["a named event", "event: ping\ndata: {}\n\n", [{ name: "ping", data: "{}" }]],
    ["an unnamed event", "data: [DONE]\n\n", [{ name: "message", data: "[DONE]" }]],
    [
      "CRLF",
      "event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n",
      [
        { name: "a", data: "1" },
        { name: "message", data: "2" },
      ],
    ],
    [
      "CR alone",
      "data: 1\r\rdata: 2\r\r",
      [
        { name: "message", data: "1" },
        { name: "message", data: "2" },
      ],
    ],
    [
      "mixed line ends",
      "data: 1\r\n\ndata: 2\n\r\n",
      [
        { name: "message", data: "1" },
        { name: "message", data: "2" },
      ],
    ],
    ["several data lines", "data: a\ndata: b\ndata:\n\n", [{ name: "message", data: "a\nb\n" }]],
    ["no space behind the colon", "data:a\ndata:  b\n\n", [{ name: "message", data: "a\n b" }]],
    ["comments and other fields", ": hi\nid: 4\nretry: 10\nfoo\ndata: x\n\n", [{ name: "message", data: "x" }]],
    ["a field without a colon", "data\n\n", [{ name: "message", data: "" }]],
    ["an event without data is none", "event: ping\n\ndata: x\n\n", [{ name: "message", data: "x" }]],
    ["a byte order mark", "\uFEFFdata: x\n\n", [{ name: "message", data: "x" }]],
    ["an event that never ends is not told", "data: x\n", []],
    ["blank lines only", "\n\n\r\n", []],
  ])("%s", (_, text, expected) => {
    expect(parseText(text).events).toEqual(expected);
  });

  test("an event above the limit is dropped and counted, the next one is read", () => {
    const long = "x".repeat(500);
    const text = `event: long\ndata: ${long}\ndata: more\n\ndata: after\n\n`;
    for (const size of [1, 7, 400, 2_000]) {
      const bytes = encoder.encode(text);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(parse(chunks, 200)).toEqual({ events: [{ name: "message", data: "after" }], dropped: 1 });
    }
  });

  test("many short data lines count together", () => {
    expect(parseText(`${"data: 0123456789\n".repeat(50)}\ndata: after\n\n`, 200)).toEqual({
      events: [{ name: "message", data: "after" }],
      dropped: 1,
    });
  });

  test("an event of 1 MB in one piece and in pieces", () => {
    const data = `{"text":"${"ä".repeat(500_000)}"}`;
    const bytes = encoder.encode(`data: ${data}\n\n`);
    const halves = [bytes.subarray(0, 333_333), bytes.subarray(333_333)];
    expect(parse([bytes]).events[0]!.data === data).toBe(true);
    expect(parse(halves).events[0]!.data === data).toBe(true);
  });

  test("any cut gives the same events, whatever the text", () => {
    const line = fc.oneof(
      fc.constantFrom("data: ü€😀", "event: e", ":c", "", "data", "id: 1"),
      fc.string({ unit: "grapheme", maxLength: 12 }),
    );
    const text = fc
      .array(fc.tuple(line, fc.constantFrom("\n", "\r", "\r\n")), { maxLength: 20 })
      .map((lines) => lines.flat().join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 30 }), (source, sizes) => {
        const bytes = encoder.encode(source);
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at = Math.min(bytes.length, at + size);
        }
        chunks.push(bytes.subarray(at));
        expect(parse(chunks)).toEqual(parse([bytes]));
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 },
    );
  });
});
