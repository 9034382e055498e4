import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface PluginFolder {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** A new folder with these files, and a manifest of this name with what is given beside it. */
export function pluginFolder(
  name: string,
  files: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, unknown>> = {},
): PluginFolder {
  const path = mkdtempSync(join(tmpdir(), "aperture-plugin-"));
  const write = (texts: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  };
  const whole = { name, version: "1.0.0", apiVersion: 1, runtime: "js", entry: "dist/plugin.js", ...manifest };
  write({ "aperture.plugin.json": JSON.stringify(whole), ...files });
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
