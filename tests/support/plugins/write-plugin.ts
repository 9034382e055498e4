import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginManifest } from "@aperture/sdk";
import type { z } from "zod";

type Manifest = Partial<z.input<typeof PluginManifest>> & { name: string };

/** A plugin as its author has it: a folder with manifest, README and one module. Returns the folder. */
export function writePlugin(parent: string, manifest: Manifest, code: string): string {
  const folder = join(parent, manifest.name);
  const entry = manifest.entry ?? "plugin.js";
  mkdirSync(folder, { recursive: true });
  const whole = { version: "1.0.0", apiVersion: 1, runtime: "js", entry, ...manifest };
  writeFileSync(join(folder, "aperture.plugin.json"), JSON.stringify(whole, null, 2));
  writeFileSync(join(folder, "README.md"), `# ${manifest.name}\n`);
  writeFileSync(join(folder, entry), code);
  return folder;
}
