import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

interface PackageRule {
  readonly path: string;
  readonly name: string;
  /** Workspace packages it may import. */
  readonly may: readonly string[];
  /** Whether it may import `node:` modules. */
  readonly node: boolean;
  readonly why: string;
}

export interface Layers {
  readonly packages: readonly PackageRule[];
  /** Folders of a package's `src`, lowest first: a folder may import itself and those in front of it. */
  readonly folders: Readonly<Record<string, readonly string[]>>;
  /** Single imports against the order, each with its reason: `from → to`. */
  readonly exceptions: Readonly<Record<string, string>>;
}

export interface Source {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const importPattern =
  /(?:^|[\s;])(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\s*\(\s*["']([^"']+)["']\s*\)|^import\s*["']([^"']+)["']/gm;
// Tests and their helpers may reach for what they need to stand outside: node's file system, another layer's fixtures.
const isTest = (path: string): boolean => /\.test\.ts$|\/testing(\.ts$|\/)/.test(path);

/** Every import of a source that breaks the order, each with the reason for the rule. */
export function findBreaches(layers: Layers, sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const rule = layers.packages.find((each) => source.path.startsWith(`${each.path}/`));
    if (!rule || isTest(source.path)) return [];
    return importsOf(source.text).flatMap((specifier) => {
      const breach = packageBreach(rule, source, specifier) ?? folderBreach(layers, source, specifier);
      return breach === null ? [] : [breach];
    });
  });
}

export function importsOf(text: string): string[] {
  // Code inside a template is text: the demo's conversation quotes some.
  const code = text.replace(/`(?:\\.|[^`\\])*`/gs, "``");
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

function packageBreach(rule: PackageRule, source: Source, specifier: string): string | null {
  const broken = (what: string): string => `${source.path}: ${rule.name} may not import ${what}\n  why: ${rule.why}`;
  if (specifier.startsWith("node:")) return rule.node ? null : broken(specifier);
  if (specifier.startsWith("@aperture/")) {
    const name = specifier.split("/").slice(0, 2).join("/");
    return name === rule.name || rule.may.includes(name) ? null : broken(name);
  }
  if (specifier.startsWith(".") && !resolveImport(source, specifier).startsWith(`${rule.path}/`))
    return broken(`${specifier} by path`);
  return null;
}

function folderBreach(layers: Layers, source: Source, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const target = resolveImport(source, specifier);
  for (const [root, order] of Object.entries(layers.folders)) {
    const [from, to] = [source.path, target].map((path) =>
      path.startsWith(`${root}/`) ? path.slice(root.length + 1).split("/") : [],
    );
    if (!from || !to || from.length < 2 || to.length < 2 || from[0] === to[0]) continue;
    const fromAt = order.indexOf(from[0]!);
    const toAt = order.indexOf(to[0]!);
    if (fromAt < 0 || toAt < 0) return `${source.path}: ${from[0]} or ${to[0]} is not in layers.json (${root})`;
    if (toAt > fromAt && !(`${source.path} → ${target}` in layers.exceptions))
      return `${source.path}: ${from[0]} may not import ${to[0]} (${target})\n  why: ${order.join(" ← ")}; move what both need to the lower one`;
  }
  return null;
}

const resolveImport = (source: Source, specifier: string): string =>
  relative(process.cwd(), resolve(dirname(source.path), specifier))
    .split(sep)
    .join("/");

function* sourcesBelow(folder: string): Generator<Source> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["node_modules", "dist", "__fixtures__"].includes(entry.name)) yield* sourcesBelow(path);
    } else if (/\.(ts|svelte)$/.test(entry.name))
      yield { path: path.split(sep).join("/"), text: readFileSync(path, "utf8") };
  }
}

function main(): void {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  const layers = JSON.parse(readFileSync("layers.json", "utf8")) as Layers;
  const missing = layers.packages.filter((rule) => !existsSync(join(rule.path, "src")));
  const sources = layers.packages
    .filter((rule) => !missing.includes(rule))
    .flatMap((rule) => [...sourcesBelow(join(rule.path, "src"))]);
  const breaches = findBreaches(layers, sources);
  for (const rule of missing) breaches.push(`${rule.path}/src is in layers.json but not there`);
  // A check that read nothing has checked nothing.
  if (sources.length === 0) breaches.push("no source file was read");
  for (const breach of breaches) console.error(breach);
  console.log(`layers: ${sources.length} files read, ${breaches.length} breaches`);
  if (breaches.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
