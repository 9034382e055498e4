import { execFileSync } from "node:child_process";
import { link, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderWith, pluginFiles, writeFiles } from "../host/testing/plugin-folder.ts";
import { readFolder } from "./read-folder.ts";
import { readPackage } from "./read-package.ts";
import { packed, tgzOf } from "./testing/tarball.ts";

async function folderOf(files: Record<string, string> = pluginFiles()): Promise<string> {
  const folder = await folderWith(files);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a folder and the archive made of it are the same package", async () => {
  const files = {
    ...pluginFiles(),
    "lib/deep/er.js": "1",
    "package.json": '{"devDependencies":{"x":"*"},"peerDependencies":{"y":"*"}}',
  };
  const folder = await readPackage({ path: await folderOf(files) });
  const backwards = Object.fromEntries(Object.entries(files).reverse());
  const archive = await readPackage({ archive: tgzOf(packed(backwards)) });
  expect(folder.integrity).toBe(archive.integrity);
  expect([folder.source, archive.source]).toEqual(["folder", "tarball"]);
  expect([folder.files.size, folder.bytes]).toEqual([archive.files.size, archive.bytes]);
});

test("any change of a byte or a name is another package", async () => {
  const base = (await readPackage({ path: await folderOf() })).integrity;
  for (const change of [{ "plugin.js": "export default {} ;" }, { "other.js": "" }, { "README.md": "# A plugin!" }])
    expect((await readPackage({ path: await folderOf({ ...pluginFiles(), ...change }) })).integrity).not.toBe(base);
});

test("what tools keep beside the author's files is passed over", async () => {
  const folder = await folderOf({ ...pluginFiles(), "node_modules/a/index.js": "", ".git/config": "" });
  await symlink("../a/cli.js", join(folder, "node_modules", "link"));
  expect([...(await readFolder(folder)).keys()].sort()).toEqual(["README.md", "aperture.plugin.json", "plugin.js"]);
});

test("`files` of package.json says what belongs to it, folders and files", async () => {
  const folder = await folderOf({
    ...pluginFiles({ entry: "dist/plugin.js" }),
    "dist/plugin.js": "x",
    "src/plugin.ts": "x",
    "target/huge.o": "x",
    "package.json": '{"files":["./dist/","docs/one.md"]}',
    "docs/one.md": "x",
    "docs/two.md": "x",
  });
  expect([...(await readFolder(folder)).keys()].sort()).toEqual(
    ["README.md", "aperture.plugin.json", "dist/plugin.js", "docs/one.md", "package.json"].sort(),
  );
  expect((await readFolder(folder, true)).size).toBe(9);
});

test.each([
  ["a link to a file", (folder: string) => symlink("/etc/passwd", join(folder, "link")), /"link" is a symbolic link/],
  ["a link to a folder", (folder: string) => symlink("/tmp", join(folder, "lib")), /"lib" is a symbolic link/],
  ["a link that leads nowhere", (folder: string) => symlink("nowhere", join(folder, "link")), /symbolic link/],
  ["a pipe", async (folder: string) => void execFileSync("mkfifo", [join(folder, "pipe")]), /"pipe" is no plain file/],
  [
    "a name with a control character",
    (folder: string) => writeFiles(folder, { "a\u0007b": "" }),
    /control or invisible/,
  ],
  ["names that differ in case", (folder: string) => writeFiles(folder, { "Plugin.js": "" }), /differ only/],
  [
    "too many files",
    (folder: string) => writeFiles(folder, Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`f/${n}`, ""]))),
    /more than 2000 files/,
  ],
  ["folders without end", (folder: string) => mkdir(join(folder, "a/".repeat(20)), { recursive: true }), /deeper/],
])("refused: %s", async (_, spoil, says) => {
  const folder = await folderOf();
  await spoil(folder);
  await expect(readFolder(folder)).rejects.toThrow(says);
});

test("a hard link of the author's own is a plain file like any other", async () => {
  const folder = await folderOf();
  await link(join(folder, "plugin.js"), join(folder, "copy.js"));
  expect((await readFolder(folder)).has("copy.js")).toBe(true);
});

test("the folder itself must be one", async () => {
  const folder = await folderOf();
  await expect(readFolder(join(folder, "none"))).rejects.toThrow(/no such folder/);
  await expect(readFolder(join(folder, "plugin.js"))).rejects.toThrow(/no folder/);
});
