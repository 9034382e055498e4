import type { BytesPort } from "./ports.ts";

const CHUNK = 1 << 16;

/** Bytes that two bodies have in common from these places on: native compares of 64 KB, then halved to the byte. */
export function commonPrefix(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, port: BytesPort): number {
  const limit = Math.min(a.length - aStart, b.length - bStart);
  const same = (from: number, length: number): boolean => port.equal(a, aStart + from, b, bStart + from, length);
  let common = 0;
  while (common < limit) {
    const length = Math.min(CHUNK, limit - common);
    if (!same(common, length)) break;
    common += length;
  }
  for (let step = CHUNK >> 1; step > 0; step >>= 1) if (common + step <= limit && same(common, step)) common += step;
  return common;
}
