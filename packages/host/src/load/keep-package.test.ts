import * as nodeFs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { pluginFiles } from "../host/testing/plugin-folder.ts";
import { type CheckedPackage, checkPackage } from "./check-package.ts";
import { type KeepFs, keepPackage } from "./keep-package.ts";
import { loadPlugin } from "./load-plugin.ts";
import { readFolder } from "./read-folder.ts";
import { sweepPlugins } from "./sweep-plugins.ts";

const { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } = nodeFs;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aperture-keep-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
});

function foundOf(version = "1.0.0", code = "export default {};"): CheckedPackage {
  const files = { ...pluginFiles({ version }, code), "lib/deep/er.txt": "x" };
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return checkPackage(bytes, "the test");
}
const filesBelow = async (): Promise<string[]> =>
  (await readdir(home, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
const installed = (folder: string, found: CheckedPackage) =>
  ({ id: "tidy", folder, integrity: found.integrity, source: "tarball" }) as const;

test("it is kept under its name, version and content, readable by the user alone", async () => {
  const found = foundOf();
  const { folder, made } = await keepPackage(home, found);
  expect([made, folder]).toEqual([true, expect.stringMatching(/\/plugins\/tidy\/1\.0\.0-[0-9a-f]{8}$/)]);
  expect(checkPackage(await readFolder(folder, true), folder).integrity).toBe(found.integrity);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, "plugin.js"))).mode & 0o177).toBe(0);
  expect(await readdir(join(home, "plugins"))).toEqual(["tidy"]);
});

test("kept again, it is put in the place of what somebody changed there", async () => {
  const found = foundOf();
  const { folder } = await keepPackage(home, found);
  await writeFile(join(folder, "plugin.js"), "evil");
  await writeFile(join(folder, "more.js"), "evil");
  await expect(loadPlugin(installed(folder, found))).rejects.toMatchObject({ code: "plugin_changed" });
  expect(await keepPackage(home, found)).toEqual({ folder, made: false });
  expect(new TextDecoder().decode((await loadPlugin(installed(folder, found))).entry)).toBe("export default {};");
  expect(await readdir(join(home, "plugins"))).toEqual(["tidy"]);
});

test("kept again unchanged, it is not touched", async () => {
  const found = foundOf();
  const { folder } = await keepPackage(home, found);
  const { ino } = await stat(join(folder, "plugin.js"));
  expect(await keepPackage(home, found, failingFs(1, "fails").fs)).toEqual({ folder, made: false });
  expect((await stat(join(folder, "plugin.js"))).ino).toBe(ino);
});

/** Every call of the file system counts; the one with this number fails, or the process ends there (nothing after it happens). */
function failingFs(at: number, end: "fails" | "dies"): { fs: KeepFs; calls: () => number } {
  let calls = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    if (calls === at || (end === "dies" && calls > at))
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    return work();
  };
  const fs = {
    mkdir: (path: string, options: object) => step(() => nodeFs.mkdir(path, options)),
    rename: (from: string, to: string) => step(() => nodeFs.rename(from, to)),
    // A process that ended cleans up nothing.
    rm: (path: string, options: object) =>
      end === "dies" && calls >= at ? step(async () => {}) : nodeFs.rm(path, options),
    open: async (path: string, flags: string, mode: number) => {
      const file = await step(() => nodeFs.open(path, flags, mode));
      return {
        writeFile: (bytes: Uint8Array) => step(() => file.writeFile(bytes)),
        sync: () => step(() => file.sync()),
        close: () => file.close(),
      };
    },
  };
  return { fs: fs as unknown as KeepFs, calls: () => calls };
}

async function stepsOf(found: CheckedPackage): Promise<number> {
  const counting = failingFs(Number.POSITIVE_INFINITY, "fails");
  const { folder } = await keepPackage(home, found, counting.fs);
  await rm(folder, { recursive: true });
  return counting.calls();
}

test("whichever step fails, nothing is left of it", async () => {
  const found = foundOf();
  const steps = await stepsOf(found);
  expect(steps).toBeGreaterThan(10);
  for (let at = 1; at <= steps; at++) {
    await expect(keepPackage(home, found, failingFs(at, "fails").fs)).rejects.toThrow("no space left");
    expect(await filesBelow()).toEqual([]);
    expect(await readdir(join(home, "plugins")).catch(() => [])).toEqual([]);
  }
});

test("wherever the process dies, the next start finds all of it or nothing, and sweeps the rest", async () => {
  const found = foundOf();
  const steps = await stepsOf(found);
  for (let at = 1; at <= steps; at++) {
    await keepPackage(home, found, failingFs(at, "dies").fs).catch(() => {});
    // No record speaks of it: the program died before it was written.
    await sweepPlugins(home, new Set());
    expect(await readdir(join(home, "plugins")).catch(() => [])).toEqual([]);
  }
});

test("whichever step fails, the version that is there stays as it is", async () => {
  const old = foundOf();
  const { folder } = await keepPackage(home, old);
  const next = foundOf("2.0.0", "export default { next: true };");
  const steps = await stepsOf(next);
  for (const end of ["fails", "dies"] as const)
    for (let at = 1; at <= steps; at++) {
      await keepPackage(home, next, failingFs(at, end).fs).catch(() => {});
      await sweepPlugins(home, new Set([folder]));
      expect((await loadPlugin(installed(folder, old))).manifest.version).toBe("1.0.0");
      expect(await readdir(join(home, "plugins", "tidy"))).toHaveLength(1);
    }
});

test("sweeping leaves alone what is not ours to remove", async () => {
  const { folder } = await keepPackage(home, foundOf());
  await mkdir(join(home, "plugins", "tidy", "data"), { recursive: true });
  await writeFile(join(home, "plugins", "notes.txt"), "mine");
  await mkdir(join(home, "plugins", ".staging-0123", "x"), { recursive: true });
  await sweepPlugins(home, new Set());
  expect((await readdir(join(home, "plugins"))).sort()).toEqual(["notes.txt", "tidy"]);
  expect(await readdir(join(home, "plugins", "tidy"))).toEqual(["data"]);
  await expect(readFile(join(folder, "plugin.js"))).rejects.toThrow();
});

test("a home without plugins has nothing to sweep", async () => {
  await sweepPlugins(join(home, "none"), new Set());
  expect(await readdir(home)).toEqual([]);
});
