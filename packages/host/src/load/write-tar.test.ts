import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readTar } from "./read-tar.ts";
import { writeTar } from "./write-tar.ts";

const files = new Map([
  ["pack.json", Buffer.from("{}\n")],
  ["items/rule/trim-logs.yml", Buffer.alloc(512, "a")],
  ["items/rule/empty.yml", Buffer.alloc(0)],
]);

describe("an archive that is written", () => {
  test("is read again as it was, and by the system's tar", () => {
    const tar = writeTar(files);
    expect([...readTar(tar, "test", "none")]).toEqual([...files]);
    expect(execFileSync("tar", ["tf", "-"], { input: tar, encoding: "utf8" }).trim().split("\n")).toEqual([
      ...files.keys(),
    ]);
    expect(execFileSync("tar", ["xOf", "-", "pack.json"], { input: tar, encoding: "utf8" })).toBe("{}\n");
  });

  test("is the same bytes whenever it is written, with no time or owner in it", () => {
    expect(writeTar(files).equals(writeTar(new Map(files)))).toBe(true);
    // Mode, user, group, size, time: POSIX.1-1988 ustar, octal.
    const header = writeTar(files).subarray(100, 148).toString("latin1");
    expect(header.split(/[ \0]+/).map((field) => Number.parseInt(field, 8) || 0)).toEqual([0o644, 0, 0, 3, 0, 0]);
  });

  test.each(["", "a".repeat(100), "ünlich.yml", "a\nb"])(
    "a name that needs more than a plain header is refused: %j",
    (path) => {
      expect(() => writeTar([[path, Buffer.alloc(0)]])).toThrow("no plain tar header");
    },
  );
});
