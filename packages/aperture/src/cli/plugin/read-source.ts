import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { PluginName } from "@aperture/sdk";
import type { CliContext } from "../cli-context.ts";

export type Source = { readonly path: string } | { readonly spec: string; readonly registry?: string };

/**
 * What `install` is given. A bare word is always a name, as npm has it: a folder that somebody put here under a well-known name would else be
 * taken for what bears it. What begins with `.`, `/` or `~`, has a slash and is there, or ends like an archive, is a path.
 */
export function readSource(context: CliContext, word: string, registry?: string): Source {
  const spec = { spec: word, ...(registry === undefined ? {} : { registry }) };
  const path = word.replace(/^file:(?:\/\/(?=\/))?/i, "");
  const isPath =
    path !== word || /^(?:\.{0,2}[/\\]|\.{1,2}$|[A-Za-z]:[\\/])/.test(word) || /\.(?:tgz|tar\.gz)$/i.test(word);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return spec;
  if (isPath) return { path: resolve(context.cwd, path) };
  // `@scope/name` is npm's; `examples/tidy` may be a repository of a forge: what is there is meant.
  const isThere =
    !word.startsWith("@") && !word.includes(":") && /[/\\]/.test(word) && existsSync(resolve(context.cwd, word));
  return isThere ? { path: resolve(context.cwd, word) } : spec;
}

/** The folder of that name, where a name was not found and a folder is what was meant. */
export function folderMeant(context: CliContext, word: string): string | null {
  return PluginName.safeParse(word).success && existsSync(resolve(context.cwd, word)) ? `./${word}` : null;
}
