import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { pluginFiles, pluginFolder, writeFiles } from "../host/testing/plugin-folder.ts";
import { integrityOf } from "./integrity.ts";
import { loadPlugin } from "./load-plugin.ts";
import { readPackage } from "./read-package.ts";

let folder: string;
beforeEach(async () => {
  folder = await pluginFolder({ permissions: { notes: true } });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});
const kept = async (source: "folder" | "linked" = "folder") =>
  ({ id: "tidy", folder, source, integrity: (await readPackage({ path: folder })).integrity }) as const;

test("what was consented to is loaded, with the bytes that are run", async () => {
  const loaded = await loadPlugin(await kept());
  expect(loaded).toMatchObject({ id: "tidy", folder, manifest: { permissions: { notes: true } } });
  expect(loaded.integrity).toBe(integrityOf(loaded.entry));
});

test.each([
  ["its entry", { "plugin.js": "export default { evil: true };" }],
  ["what it asks for", pluginFiles({ permissions: { notes: true, history: true } })],
  ["a file more", { "more.js": "" }],
  ["a name that it never had", pluginFiles({ name: "other", permissions: { notes: true } })],
])("changed is refused: %s", async (_, files) => {
  const installed = await kept();
  await writeFiles(folder, files as Record<string, string>);
  await expect(loadPlugin(installed)).rejects.toMatchObject({ code: "plugin_changed" });
});

test("a linked one may change, but not its name, and is checked like any other", async () => {
  const installed = await kept("linked");
  await writeFiles(folder, { "plugin.js": "export default { better: true };" });
  expect(new TextDecoder().decode((await loadPlugin(installed)).entry)).toContain("better");
  await symlink("/etc/passwd", join(folder, "link"));
  await expect(loadPlugin(installed)).rejects.toMatchObject({ code: "plugin_package_refused" });
  await rm(join(folder, "link"));
  await writeFiles(folder, pluginFiles({ name: "other" }));
  await expect(loadPlugin(installed)).rejects.toMatchObject({ code: "plugin_changed" });
});
