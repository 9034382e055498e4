import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Skeleton } from "../../contract.ts";
import { type LanguageName, languageNames } from "../language-of.ts";
import { loadGrammar } from "../load-grammar.ts";
import { createSkeleton } from "../skeleton.ts";

const folder = join(dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm/package.json")), "wasm");

/** The bytes of a grammar as it is installed. */
export const grammarBytes = (name: LanguageName): Uint8Array => readFileSync(join(folder, `tree-sitter-${name}.wasm`));

/** A skeleton in this thread, with the languages named, or with all of them. */
export async function loadSkeleton(names: readonly LanguageName[] = languageNames): Promise<Skeleton> {
  const languages = new Map<LanguageName, Awaited<ReturnType<typeof loadGrammar>>>();
  for (const name of names) languages.set(name, await loadGrammar(grammarBytes(name)));
  return createSkeleton(languages);
}
