import { expect, test } from "vitest";
import { wav } from "./wav.ts";

const textAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.slice(at, at + 4));

test("a header that says mono, 16 kHz, 16 bits, and how much follows", () => {
  const bytes = wav(new Float32Array(1_600));
  const view = new DataView(bytes.buffer);
  expect([textAt(bytes, 0), textAt(bytes, 8), textAt(bytes, 12), textAt(bytes, 36)]).toEqual([
    "RIFF",
    "WAVE",
    "fmt ",
    "data",
  ]);
  expect(bytes).toHaveLength(44 + 3_200);
  expect(view.getUint32(4, true)).toBe(bytes.length - 8);
  expect([view.getUint16(20, true), view.getUint16(22, true)]).toEqual([1, 1]);
  expect([view.getUint32(24, true), view.getUint32(28, true)]).toEqual([16_000, 32_000]);
  expect([view.getUint16(32, true), view.getUint16(34, true), view.getUint32(40, true)]).toEqual([2, 16, 3_200]);
});

test("samples at full scale and beyond", () => {
  const view = new DataView(wav(Float32Array.of(0, 1, -1, 2, -2, 0.5)).buffer);
  const samples = Array.from({ length: 6 }, (_, at) => view.getInt16(44 + at * 2, true));
  expect(samples).toEqual([0, 32_767, -32_768, 32_767, -32_768, 16_384]);
});
