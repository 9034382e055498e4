import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PublishedPlugin, publishedPlugin } from "../support/plugins/published-plugin.ts";
import { type InstallParts, startInstallParts } from "./install-parts.ts";
import { fillUp, mountSmallDisk, type SmallDisk } from "./small-disk.ts";

/** Text that no archive makes small, so that the second version needs room. */
const large = (seed: number): string =>
  Array.from({ length: 20_000 }, (_, index) =>
    Math.sin(seed + index)
      .toString(36)
      .slice(2),
  ).join("\n");

let folder: string;
let disk: SmallDisk | null;
let registry: PublishedPlugin;
let parts: InstallParts | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aperture-install-disk-"));
  disk = mountSmallDisk(join(folder, "small"), 6_000);
  registry = publishedPlugin("tidy", { version: "1.0.0", code: "export default { stages: {} };" });
});
afterEach(async () => {
  await parts?.close();
  parts = null;
  disk?.release();
  registry.remove();
  rmSync(folder, { recursive: true, force: true });
});

const start = (home: string): InstallParts => {
  parts = startInstallParts(home, registry.registry.folder);
  return parts;
};
const kept = (home: string): string[] => {
  const plugins = join(home, "plugins");
  return existsSync(plugins)
    ? readdirSync(plugins).flatMap((id) => readdirSync(join(plugins, id)).map((name) => `${id}/${name.slice(0, 5)}`))
    : [];
};
const takeAllRoom = (home: string): void => fillUp(join(home, "filler"));

test("a full disk while installing: nothing of it is kept, and with room it is installed", async () => {
  if (!disk) return;
  const home = disk.path;
  const { host } = start(home);
  takeAllRoom(home);
  await expect(host.install({ spec: "tidy", grant: "all" })).rejects.toThrow(/ENOSPC|full|no space/i);
  expect(host.list()).toEqual([]);
  expect(kept(home)).toEqual([]);
  rmSync(join(home, "filler"));
  expect(await host.install({ spec: "tidy", grant: "all" })).toMatchObject({ state: "running" });
  expect(kept(home)).toEqual(["tidy/1.0.0"]);
});

test("a full disk while updating: the old version goes on, over a restart too, and with room the new one comes", async () => {
  if (!disk) return;
  const home = disk.path;
  const first = start(home);
  await first.host.install({ spec: "tidy@^1", grant: "all" });
  registry.publish({ version: "1.1.0", code: `export default { stages: {} };\n/*\n${large(1)}\n*/` });
  await first.updates.check();
  takeAllRoom(home);
  await expect(first.updates.start("tidy", {})).rejects.toThrow(/ENOSPC|full|no space/i);
  expect(first.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" }, previous: null });
  await expect(first.host.install({ spec: "tidy@1.1.0", grant: "all" })).rejects.toThrow(/ENOSPC|full|no space/i);
  expect(kept(home)).toEqual(["tidy/1.0.0"]);
  await first.close();
  rmSync(join(home, "filler"));
  const { host, updates } = start(home);
  await expect.poll(() => host.info("tidy").state, { timeout: 20_000 }).toBe("running");
  expect(host.info("tidy").manifest.version).toBe("1.0.0");
  expect(await updates.start("tidy", {})).toMatchObject({ version: "1.1.0", phase: "watching" });
  expect(kept(home).sort()).toEqual(["tidy/1.0.0", "tidy/1.1.0"]);
});

test("a disk that is full when the version before has to come back: it comes back all the same", async () => {
  if (!disk) return;
  const home = disk.path;
  const { host } = start(home);
  await host.install({ spec: "tidy@^1", grant: "all" });
  registry.publish({ version: "1.1.0", code: "export default { stages: {} }; // 1.1.0" });
  await host.install({ spec: "tidy@1.1.0", grant: "all" });
  takeAllRoom(home);
  expect(await host.rollback("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  expect(kept(home).sort()).toEqual(["tidy/1.0.0", "tidy/1.1.0"]);
});
