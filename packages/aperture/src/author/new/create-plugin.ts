import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApertureError, PluginManifest, PluginName } from "@aperture/sdk";
import { z } from "zod";
import { packSdk } from "./pack-sdk.ts";
import { readTemplate, type TemplateName } from "./templates.ts";
import { writeTarball } from "./write-tarball.ts";

export interface NewPlugin {
  readonly name: string;
  readonly template: TemplateName;
  /** Absolute; it must not exist yet, or be empty. */
  readonly folder: string;
}

/**
 * Writes a plugin that builds and passes its tests, with everything it needs beside it: nothing is downloaded. Returns the paths of
 * its files. Throws `usage_invalid` for a name that is none and a folder that holds something.
 */
export async function createPlugin({ name, template, folder }: NewPlugin): Promise<string[]> {
  checkName(name);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ApertureError("usage_invalid", { detail: `${folder} is not empty: give another --dir` });
  const { version, files: sdk } = await packSdk();
  const words: Readonly<Record<string, string>> = { NAME: name, TITLE: titleOf(name), SDK_VERSION: version };
  const files = new Map<string, string | Uint8Array>();
  for (const [path, text] of readTemplate(template))
    files.set(
      path,
      text.replace(/\{\{([A-Z_]+)\}\}/g, (whole, word: string) => words[word] ?? whole),
    );
  const schema = z.toJSONSchema(PluginManifest, { io: "input" });
  files.set("vendor/plugin-manifest.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
  if (String(files.get("package.json")).includes("@aperture/sdk")) {
    for (const [path, text] of sdk) files.set(`vendor/sdk/${path}`, text);
    files.set(`vendor/aperture-sdk-${version}.tgz`, writeTarball(sdk));
  }
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    // `wx`: whatever came to stand there since is not ours to overwrite.
    writeFileSync(join(folder, path), content, { flag: "wx" });
  }
  return [...files.keys()].sort();
}

function checkName(name: string): void {
  if (PluginName.safeParse(name).success) return;
  const near = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+|-+$/g, "")
    .slice(0, 64);
  const meant = PluginName.safeParse(near).success ? `; did you mean ${near}?` : "";
  throw new ApertureError("usage_invalid", {
    detail: `${JSON.stringify(name)} is no name: lower-case letters, digits and single hyphens, beginning with a letter, at most 64${meant}`,
  });
}

const titleOf = (name: string): string => {
  const words = name.replaceAll("-", " ");
  return words[0]!.toUpperCase() + words.slice(1);
};
