import fc from "fast-check";
import { expect, test } from "vitest";
import { commonPrefix } from "./common-prefix.ts";
import { nodePort } from "./testing/node-port.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 5_000 : 300 };
const CHUNK = 1 << 16;

/** Byte for byte. */
function reference(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): number {
  let common = 0;
  while (aStart + common < a.length && bStart + common < b.length && a[aStart + common] === b[bStart + common])
    common++;
  return common;
}

test("is what a loop over the bytes finds, from any place", () => {
  const few = fc.uint8Array({ min: 0, max: 1, maxLength: 30 });
  fc.assert(
    fc.property(few, few, few, fc.nat(), fc.nat(), (shared, restA, restB, one, two) => {
      const a = Uint8Array.from([...shared, ...restA]);
      const b = Uint8Array.from([...shared, ...restB]);
      const aStart = one % (a.length + 1);
      const bStart = two % (b.length + 1);
      expect(commonPrefix(a, aStart, b, bStart, nodePort)).toBe(reference(a, aStart, b, bStart));
      expect(commonPrefix(a, 0, b, 0, nodePort)).toBe(reference(a, 0, b, 0));
    }),
    runs,
  );
});

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 17])(
  "a first difference at byte %i is found to the byte",
  (at) => {
    const a = new Uint8Array(4 * CHUNK).fill(0x61);
    const b = a.slice();
    b[at] = 0x62;
    expect(commonPrefix(a, 0, b, 0, nodePort)).toBe(at);
    expect(commonPrefix(b, 0, a, 0, nodePort)).toBe(at);
    // What is behind the first difference may be equal again: it does not count.
    expect(commonPrefix(a.subarray(0, at), 0, a, 0, nodePort)).toBe(at);
  },
);

test("equal bodies are common to the end, an empty one not at all", () => {
  const body = new Uint8Array(CHUNK * 2 + 5).fill(7);
  expect(commonPrefix(body, 0, body.slice(), 0, nodePort)).toBe(body.length);
  expect(commonPrefix(body, body.length, body, 0, nodePort)).toBe(0);
  expect(commonPrefix(new Uint8Array(), 0, body, 0, nodePort)).toBe(0);
});

test("costs few compares, none beyond an end", () => {
  const a = new Uint8Array(1 << 20).fill(1);
  const b = a.slice(0, 900_000);
  let compares = 0;
  const port = {
    ...nodePort,
    equal(...[left, leftStart, right, rightStart, length]: Parameters<typeof nodePort.equal>) {
      compares++;
      expect(leftStart + length).toBeLessThanOrEqual(left.length);
      expect(rightStart + length).toBeLessThanOrEqual(right.length);
      return nodePort.equal(left, leftStart, right, rightStart, length);
    },
  };
  expect(commonPrefix(a, 3, b, 0, port)).toBe(900_000);
  expect(compares).toBeLessThan(40);
});
