import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const importPattern = /\bfrom "(\.[^"]+)\.js"|\bimport\("(\.[^"]+)\.js"\)/g;

/**
 * zod's declarations as far as `z` reaches, by path below its folder. The sdk's types are inferred from schemas, and an author's editor
 * has to understand them without an installation. Messages in other languages are left out: nobody's types are made of them.
 */
export function zodTypes(): ReadonlyMap<string, string> {
  const root = dirname(fileURLToPath(import.meta.resolve("zod")));
  const files = new Map<string, string>();
  const waiting = ["index.d.ts"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const text = readFileSync(join(root, path), "utf8").replace(/^.*"\.\.\/locales\/index\.js".*\n?/gm, "");
    files.set(path, text);
    for (const [, from, late] of text.matchAll(importPattern))
      waiting.push(`${relative(root, join(root, dirname(path), from ?? late ?? ""))}.d.ts`);
  }
  return files;
}
