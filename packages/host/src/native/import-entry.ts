import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ApertureError } from "@aperture/sdk";
import type { LoadedPlugin } from "../border/runner.ts";

let imports = 0;

/**
 * The default export of a trusted plugin's entry. It runs from its folder, because it may import what lies beside it; the file is compared
 * with what was checked right before. Node keeps modules by their address, so each import has another one: a reload is a new module.
 * Throws `plugin_changed`, and what the module throws.
 */
export async function importEntry({ id, folder, manifest, integrity }: LoadedPlugin): Promise<unknown> {
  const file = join(folder, manifest.entry);
  const found = createHash("sha512")
    .update(await readFile(file))
    .digest("base64");
  if (found !== integrity && `sha512-${found}` !== integrity) throw new ApertureError("plugin_changed", { plugin: id });
  const module = (await import(`${pathToFileURL(file).href}?aperture=${++imports}`)) as { readonly default?: unknown };
  return module.default;
}
