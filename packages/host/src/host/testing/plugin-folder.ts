import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PluginManifest } from "@aperture/sdk";
import type { z } from "zod";

export type ManifestFields = Partial<z.input<typeof PluginManifest>>;

export const manifestOf = (fields: ManifestFields = {}): z.input<typeof PluginManifest> => ({
  name: "tidy",
  version: "1.0.0",
  apiVersion: 1,
  runtime: "js",
  entry: "plugin.js",
  ...fields,
});

/** A new folder with these files. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aperture-plugin-"));
  await writeFiles(folder, files);
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** The files of a plugin that does nothing. */
export const pluginFiles = (fields: ManifestFields = {}, code = "export default {};"): Record<string, string> => ({
  "aperture.plugin.json": JSON.stringify(manifestOf(fields)),
  "plugin.js": code,
  "README.md": "# A plugin",
});

export const pluginFolder = (fields: ManifestFields = {}, code?: string): Promise<string> =>
  folderWith(pluginFiles(fields, code));
