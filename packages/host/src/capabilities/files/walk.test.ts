import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { walk } from "./walk.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "aperture-walk-"));
  for (const folder of ["a/b/c", "d", "z"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ["1.ts", "a/2.ts", "a/b/3.ts", "a/b/c/4.ts", "d/5.ts"]) writeFileSync(join(root, file), "");
  symlinkSync(root, join(root, "z/up"));
  symlinkSync(join(root, "1.ts"), join(root, "z/one.ts"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function files(options: Partial<Parameters<typeof walk>[1]> = {}): Promise<{ paths: string[]; cut: number }> {
  const paths: string[] = [];
  let cut = 0;
  const all = {
    bounds: { entries: 1_000, depth: 10 },
    enters: () => true,
    signal: new AbortController().signal,
    cut: () => {
      cut += 1;
    },
    ...options,
  };
  for await (const { path, kind } of walk(root, all)) if (kind === "file") paths.push(path);
  return { paths, cut };
}

test("everything by name, links neither told nor followed", async () => {
  expect(await files()).toEqual({ paths: ["1.ts", "a/2.ts", "a/b/3.ts", "a/b/c/4.ts", "d/5.ts"], cut: 0 });
});

test("folders that nobody wants are not looked into", async () => {
  const asked: string[] = [];
  const enters = (folder: string): boolean => {
    asked.push(folder);
    return folder !== "a/b";
  };
  expect((await files({ enters })).paths).toEqual(["1.ts", "a/2.ts", "d/5.ts"]);
  expect(asked).not.toContain("a/b/c");
});

test("bounded in entries and in depth, and it says so", async () => {
  expect(await files({ bounds: { entries: 3, depth: 10 } })).toMatchObject({ paths: ["1.ts"], cut: 1 });
  expect(await files({ bounds: { entries: 1_000, depth: 1 } })).toEqual({
    paths: ["1.ts", "a/2.ts", "d/5.ts"],
    cut: 1,
  });
});

test("ends when it is told to, and finds nothing where nothing is", async () => {
  await expect(files({ signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  rmSync(root, { recursive: true });
  expect(await files()).toEqual({ paths: [], cut: 0 });
});
