import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readTar } from "./read-tar.ts";
import { readTarball } from "./read-tarball.ts";
import { packed, tarOf } from "./testing/tarball.ts";
import { writeTar } from "./write-tar.ts";

const files = new Map([
  ["a.txt", Buffer.from("a")],
  ["b/c.txt", Buffer.alloc(600, "c")],
]);

describe("an archive without a folder", () => {
  test.each(["../out", "/etc/passwd", "a/../b", "a\\b", "C:x"])("the name %j is refused", (path) => {
    expect(() => readTar(writeTar([[path, Buffer.from("x")]]), "test", "none")).toThrow("test");
  });

  test("cut anywhere it is refused", () => {
    const tar = writeTar(files);
    for (let end = 0; end < tar.length - 512; end += 256)
      expect(() => readTar(tar.subarray(0, end), "test", "none")).toThrow();
  });
});

describe("an archive that is compressed once more", () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20), { level: 1 });
  test.each([
    ["gzip", gzipSync(writeTar(files))],
    ["zstd", zstdCompressSync(writeTar(files))],
    ["a bomb", bomb],
  ])("%s is not unpacked", (_, bytes) => {
    expect(() => readTar(bytes, "test", "none")).toThrow("compressed where a plain tar archive belongs");
  });

  test("neither inside of a package, where its honest twin is read", async () => {
    const tar = tarOf(packed({ "a.txt": "a" }));
    await expect(readTarball(gzipSync(gzipSync(tar)), "test")).rejects.toThrow("compressed where a plain");
    await expect(readTarball(gzipSync(bomb), "test")).rejects.toThrow("compressed where a plain");
    expect([...(await readTarball(gzipSync(tar), "test")).keys()]).toEqual(["a.txt"]);
  });
});
