import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export interface CollectedTypes {
  /** Path below `root`, with its text. */
  readonly files: ReadonlyMap<string, string>;
  /** Packages that they name: none may be left in what authors get. */
  readonly packages: readonly string[];
}

const importPattern = /^(?:import|export)\s[^"';]*?from\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** The sources that `entries` are made of, found by their imports. */
export function collectTypes(root: string, entries: readonly string[]): CollectedTypes {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const text = readFileSync(join(root, path), "utf8");
    files.set(path, text);
    for (const [, from, bare, late] of text.matchAll(importPattern)) {
      const specifier = from ?? bare ?? late ?? "";
      if (specifier.startsWith(".")) waiting.push(relative(root, join(root, dirname(path), specifier)));
      else packages.add(specifier);
    }
  }
  return { files, packages: [...packages].sort() };
}
