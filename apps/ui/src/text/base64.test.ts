import fc from "fast-check";
import { expect, test } from "vitest";
import { base64, bytesOf } from "./base64.ts";

test("bytes come back as they went in", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect([...Buffer.from(base64(bytes), "base64")]).toEqual([...bytes]);
      expect(bytesOf(base64(bytes))).toEqual(bytes);
    }),
  );
});

test("a megabyte is no matter", () => {
  const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);
  expect(Buffer.from(base64(bytes), "base64").equals(bytes)).toBe(true);
});
