import { readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { stripTypes } from "./strip-types.ts";

/** Names under which modules are served inside QuickJS. */
export const BOOTSTRAP = "aperture:bootstrap";
/** What a plugin may import. */
export const PLUGIN_SDK = "@aperture/sdk/plugin";

/**
 * The guest library as JavaScript, by module name: what runs around the plugin inside QuickJS, and what a plugin may import, with all
 * that they import, and nothing else. Read from the same sources that native plugins and the test kit use.
 */
export function librarySources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const sdk = dirname(fileURLToPath(import.meta.resolve("@aperture/sdk/block")));
  const add = (name: string, file: string): void => {
    if (sources.has(name)) return;
    const code = stripTypes(readFileSync(file, "utf8"));
    sources.set(name, code);
    for (const wanted of importsOf(code)) {
      const next = resolveModule(name, wanted);
      if (next.startsWith("@aperture/sdk/")) add(next, `${sdk}/${next.slice("@aperture/sdk/".length)}.ts`);
    }
  };
  add(BOOTSTRAP, fileURLToPath(new URL("./guest/bootstrap.ts", import.meta.url)));
  add(PLUGIN_SDK, `${sdk}/plugin.ts`);
  return sources;
}

/** The module that `wanted` names inside the module `base`. Nothing is looked up here. */
export function resolveModule(base: string, wanted: string): string {
  if (!wanted.startsWith("./") && !wanted.startsWith("../")) return wanted;
  return posix.join(posix.dirname(base), wanted).replace(/\.ts$/, "");
}

const importsOf = (code: string): string[] =>
  [...code.matchAll(/^(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']/gm)].map(
    ([, from, bare]) => (from ?? bare)!,
  );
