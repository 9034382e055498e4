import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashKey, hashOf } from "./hash-key.ts";

test("every text comes back, whether it is base64url or not", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: "binary" })), (hash) => {
      expect(hashOf(hashKey(hash))).toBe(hash);
    }),
  );
});

test("a SHA-256 takes its 32 bytes, two texts never share a key", () => {
  const hash = createHash("sha256").update("a").digest("base64url");
  expect(hashKey(hash)).toHaveLength(32);
  // "h1" and "hw" decode to the same byte; only one of them is its canonical form.
  expect(hashKey("h1")).toBe("h1");
  expect(hashKey("hw")).toBeInstanceOf(Uint8Array);
});
