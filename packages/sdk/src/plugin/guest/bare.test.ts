import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const plugin = resolve(here, "..");

/** Files that are loaded when `guest.ts` is: what stands behind `import type` is not. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, clause, from] of text.matchAll(/^(?:import|export)\s+([^;]*?)\s+from\s+"([^"]+)";/gm))
    if (!clause!.startsWith("type ") && !/^\{(?:\s*type [^,}]+,?)+\s*\}$/.test(clause!))
      loaded(from!.startsWith(".") ? resolve(dirname(file), from!) : from!, seen);
  return seen;
}

const files = [...loaded(resolve(here, "guest.ts"))];

test("the library is its own files and the table of records: no package, nothing outside of plugin/", () => {
  expect(files.length).toBeGreaterThan(15);
  for (const file of files) {
    expect(existsSync(file), file).toBe(true);
    expect(file.startsWith(plugin), file).toBe(true);
    expect(readFileSync(file, "utf8")).not.toMatch(/from "zod"|import\(/);
  }
});

test("every file of the folder belongs to it", () => {
  const own = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  expect(own.filter((name) => !files.includes(resolve(here, name)))).toEqual([]);
});

test("it uses nothing that QuickJS does not have", () => {
  const absent =
    /\b(?:Intl|URL|URLSearchParams|TextEncoder|TextDecoder|structuredClone|queueMicrotask|setTimeout|console|Buffer|performance|crypto|AbortController|toLocaleString|localeCompare)\b(?!\s*[:}])/;
  for (const file of files) {
    const code = readFileSync(file, "utf8")
      .replaceAll(/\/\*\*[\s\S]*?\*\//g, "")
      .replaceAll(/\/\/.*$/gm, "")
      .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""');
    expect(code.match(absent)?.[0], file).toBeUndefined();
  }
});
