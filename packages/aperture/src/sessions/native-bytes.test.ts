import { nodePort } from "@aperture/engine/document/testing/node-port";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nativeBytes } from "./native-bytes.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 50_000 : 3_000 };
/** Few different bytes, so that stretches are often equal; Buffers and plain arrays, with and without an offset. */
const bytes = fc
  .tuple(fc.uint8Array({ min: 0x40, max: 0x42, maxLength: 40 }), fc.nat(5), fc.boolean())
  .map(([content, offset, asBuffer]): Uint8Array => {
    const moved = new Uint8Array(content.length + offset + 3);
    moved.set(content, offset);
    const view = moved.subarray(offset, offset + content.length);
    return asBuffer ? Buffer.from(view.buffer, view.byteOffset, view.byteLength) : view;
  });

describe("nativeBytes does what the plain loops do", () => {
  test("equal, for stretches inside both", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), fc.nat(), fc.nat(), (a, b, one, two, three) => {
        const aStart = one % (a.length + 1);
        const bStart = two % (b.length + 1);
        const length = three % (Math.min(a.length - aStart, b.length - bStart) + 1);
        expect(nativeBytes.equal(a, aStart, b, bStart, length)).toBe(nodePort.equal(a, aStart, b, bStart, length));
      }),
      runs,
    );
  });

  test("equal is false, not an error, where a stretch goes beyond an end", () => {
    const a = Buffer.from("abc");
    expect(nativeBytes.equal(a, 0, Buffer.from("abcd"), 0, 4)).toBe(false);
    expect(nativeBytes.equal(a, 2, a, 2, 2)).toBe(false);
    expect(nativeBytes.equal(a, 3, a, 3, 0)).toBe(true);
    expect(nativeBytes.equal(a, 9, a, 0, 1)).toBe(false);
  });

  test("decode, of any valid text, byte order marks and lone halves of pairs included", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\ufeffx", "x\ufeff", "😀", "\u0000"));
    fc.assert(
      fc.property(text, fc.nat(3), (content, before) => {
        const whole = Buffer.concat([Buffer.alloc(before, 0x61), Buffer.from(content)]);
        expect(nativeBytes.decode(whole, before, whole.length)).toBe(nodePort.decode(whole, before, whole.length));
      }),
      runs,
    );
  });

  test("isUtf8, of any bytes", () => {
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(some, fc.nat(), fc.nat(), (content, one, two) => {
        const end = one % (content.length + 1);
        const start = two % (end + 1);
        expect(nativeBytes.isUtf8(content, start, end)).toBe(nodePort.isUtf8(content, start, end));
      }),
      runs,
    );
  });

  test("hash, of texts and of their bytes alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const key = nativeBytes.hash(text);
        expect(key).toBe(nodePort.hash(text));
        expect(nativeBytes.hash(Buffer.from(text))).toBe(key);
        expect(key).toMatch(/^[\w-]{22}$/);
      }),
      runs,
    );
  });
});
