import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialectIds, fixture, observed } from "./testing/fixture.ts";
import { wireLike } from "./testing/wire-like.ts";

const numRuns = process.env.APERTURE_DEEP === "1" ? 10_000 : 300;
const encoder = new TextEncoder();
const json = { contentType: "application/json" };

const names = fc.constantFrom("message_start", "content_block_start", "response.output_item.added", "error", "x");
const streams = fc
  .array(fc.tuple(names, wireLike), { maxLength: 12 })
  .map((events) =>
    encoder.encode(events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join("")),
  );

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
}

describe.each(dialectIds)("%s observes", (id) => {
  test.each(["stream.txt", "error-stream.txt", "answer.json", "error.json"])("%s cut at every byte alike", (name) => {
    const bytes = fixture(id, name);
    const facts = name.endsWith(".json") ? json : {};
    const whole = observed(id, [bytes], facts);
    for (let at = 1; at < bytes.length; at++)
      expect(observed(id, [bytes.subarray(0, at), bytes.subarray(at)], facts)).toEqual(whole);
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    expect(observed(id, single, facts)).toEqual(whole);
  });

  test("a stream read in between ends as one that was not", () => {
    const bytes = fixture(id, "stream.txt");
    for (let at = 0; at < bytes.length; at += 97) {
      const answer = observed(id, [bytes.subarray(0, at)]);
      expect(answer.finished).toBe(false);
      expect(answer.blocks.every((block) => block.start === 0 && block.end === 0)).toBe(true);
    }
  });

  test("any stream of events without throwing, however it is cut", () => {
    fc.assert(
      fc.property(streams, fc.array(fc.nat(60), { maxLength: 8 }), (bytes, sizes) => {
        expect(observed(id, cut(bytes, sizes))).toEqual(observed(id, [bytes]));
      }),
      { numRuns },
    );
  });

  test("any JSON and any bytes without throwing", () => {
    fc.assert(
      fc.property(wireLike, fc.uint8Array({ maxLength: 60 }), fc.constantFrom(200, 500), (value, bytes, status) => {
        expect(Array.isArray(observed(id, [encoder.encode(JSON.stringify(value))], { ...json, status }).blocks)).toBe(
          true,
        );
        expect(Array.isArray(observed(id, [bytes], { status }).blocks)).toBe(true);
        expect(Array.isArray(observed(id, [bytes], { ...json, status }).blocks)).toBe(true);
      }),
      { numRuns },
    );
  });
});
