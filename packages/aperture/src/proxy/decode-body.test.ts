import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeBody, inMegabytes } from "./decode-body.ts";

const plain = Buffer.from('{"a":1}'.repeat(100));
const limit = 10_000;

test.each([
  ["gzip", gzipSync(plain)],
  ["X-GZIP", gzipSync(plain)],
  ["deflate", deflateSync(plain)],
  ["deflate", deflateRawSync(plain)],
  ["br", brotliCompressSync(plain)],
  ["zstd", zstdCompressSync(plain)],
  ["identity", plain],
  ["", plain],
  ["gzip, br", brotliCompressSync(gzipSync(plain))],
])("%s", async (encoding, bytes) => {
  const { bytes: decoded, reason } = await decodeBody(bytes, encoding, limit);
  expect([decoded && Buffer.from(decoded).equals(plain), reason]).toEqual([true, null]);
});

describe("what cannot be read says why and never rejects", () => {
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  test.each([
    ["gzip", gzipSync(bomb), "larger than 0 MB when decoded"],
    ["br", brotliCompressSync(bomb), "larger than 0 MB when decoded"],
    ["zstd", zstdCompressSync(bomb), "larger than 0 MB when decoded"],
    ["deflate", deflateSync(bomb), "larger than 0 MB when decoded"],
    ["gzip, gzip", gzipSync(gzipSync(bomb)), "larger than 0 MB when decoded"],
    ["gzip", gzipSync(plain).subarray(0, 20), "not valid gzip"],
    ["br", plain, "not valid br"],
    ["zstd", plain, "not valid zstd"],
    ["deflate", Buffer.alloc(0), "not valid deflate"],
    ["compress", plain, "unknown content encoding"],
    ["constructor", plain, "unknown content encoding"],
    ["__proto__", plain, "unknown content encoding"],
    ["gzip,gzip,gzip", plain, "3 content encodings"],
  ])("%s", async (encoding, bytes, reason) => {
    expect(await decodeBody(bytes, encoding, limit)).toEqual({ bytes: null, reason });
  });
});

test("sizes as a person writes them", () => {
  expect([inMegabytes(32 * 1024 * 1024), inMegabytes(1_600_000), inMegabytes(0)]).toEqual(["32 MB", "1.5 MB", "0 MB"]);
});
