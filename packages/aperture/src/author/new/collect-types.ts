import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isolatedDeclarationSync } from "rolldown/experimental";

export interface CollectedTypes {
  /** Path below `root`, with its text: `.d.ts`, or the source where its types can only be inferred from that (schemas). */
  readonly files: ReadonlyMap<string, string>;
  /** Packages that they name: none may be left in what authors get. */
  readonly packages: readonly string[];
}

const importPattern = /\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/**
 * What the types of `entries` are made of, found by their imports. Only what types need: a function's body would have to be understood by
 * the author's editor with the author's settings.
 */
export function collectTypes(root: string, entries: readonly string[]): CollectedTypes {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const known = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (known.has(path)) continue;
    known.add(path);
    const source = readFileSync(join(root, path), "utf8");
    const { code, errors } = isolatedDeclarationSync(path, source);
    const text = errors.length === 0 ? code : source;
    for (const [, from, bare, late] of text.matchAll(importPattern)) {
      const specifier = from ?? bare ?? late ?? "";
      if (specifier.startsWith(".")) waiting.push(relative(root, join(root, dirname(path), specifier)));
      else packages.add(specifier);
    }
    // `./block.js` finds block.d.ts and block.ts alike; `./block.ts` only the one.
    const portable = text.replace(importPattern, (whole) => whole.replace(/\.ts"/, '.js"'));
    files.set(errors.length === 0 ? path.replace(/\.ts$/, ".d.ts") : path, portable);
  }
  return { files, packages: [...packages].sort() };
}
