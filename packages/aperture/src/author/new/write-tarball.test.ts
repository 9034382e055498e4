import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeTarball } from "./write-tarball.ts";

const files = new Map([
  ["package.json", '{"name":"x"}\n'],
  ["types/a.ts", "é".repeat(300)],
  ["empty.txt", ""],
  ["block.txt", "b".repeat(512)],
]);

test("tar unpacks what was packed", () => {
  const folder = mkdtempSync(join(tmpdir(), "aperture-tar-"));
  try {
    writeFileSync(join(folder, "x.tgz"), writeTarball(files));
    execFileSync("tar", ["-xzf", "x.tgz"], { cwd: folder });
    for (const [path, text] of files) expect(readFileSync(join(folder, "package", path), "utf8")).toBe(text);
    expect(readdirSync(join(folder, "package")).sort()).toEqual(["block.txt", "empty.txt", "package.json", "types"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the same files give the same bytes, in whatever order", () => {
  expect(writeTarball(new Map([...files].reverse()))).toEqual(writeTarball(files));
});

test("a path that does not fit is refused, not cut", () => {
  expect(() => writeTarball(new Map([["a".repeat(93), ""]]))).toThrow(RangeError);
});
