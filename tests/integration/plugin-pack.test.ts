import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { buildPlugin } from "../../packages/aperture/src/author/build/build-plugin.ts";
import { createPlugin } from "../../packages/aperture/src/author/new/create-plugin.ts";
import { readPackage } from "../../packages/host/src/load/read-package.ts";

// What an author hands on: every example and a new plugin, packed by npm and by tar, is what `aperture plugin install` takes.

const run = promisify(execFile);
const examples = fileURLToPath(new URL("../../docs/guide/examples", import.meta.url));
const shipped = ["README.md", "aperture.plugin.json", "package.json"];

test("what npm and tar make of the examples and of a new plugin can be installed", async () => {
  const work = mkdtempSync(join(tmpdir(), "aperture-pack-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  cpSync(examples, work, { recursive: true, filter: (path) => basename(path) !== "dist" });
  await createPlugin({ name: "brand-new", template: "js", folder: join(work, "brand-new") });
  const names = readdirSync(work).filter((name) => existsSync(join(work, name, "package.json")));
  expect(names.length).toBeGreaterThanOrEqual(7);
  for (const name of names) await buildPlugin(join(work, name));

  const folders = names.map((name) => `./${name}`);
  await run("npm", ["pack", ...folders, "--offline", "--silent", "--cache", join(work, ".npm")], { cwd: work });
  for (const name of names) {
    const tarball = readdirSync(work).find((file) => file.startsWith(`${name}-`) && file.endsWith(".tgz"))!;
    const found = await readPackage({ path: join(work, tarball) });
    expect(found).toMatchObject({ source: "tarball", manifest: { name } });
    expect([...found.files.keys()].sort()).toEqual([...shipped, "dist/plugin.js"].sort());
    await run("tar", ["czf", "whole.tgz", name], { cwd: work });
    expect((await readPackage({ path: join(work, "whole.tgz") })).entryIntegrity).toBe(found.entryIntegrity);
  }
});

test.each(["rust", "assemblyscript"] as const)("a new plugin in %s names what belongs to it", async (template) => {
  const folder = mkdtempSync(join(tmpdir(), "aperture-pack-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await createPlugin({ name: "brand-new", template, folder });
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--offline", "--cache", join(folder, ".npm")], {
    cwd: folder,
  });
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  expect(packed!.files.map(({ path }) => path)).toEqual(expect.arrayContaining(shipped));
});
