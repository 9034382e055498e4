import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Skeleton } from "@aperture/engine/compression/contract";
import { type LanguageName, languageNames, languageOf } from "@aperture/engine/compression/summarize/language-of";

export interface Grammars {
  /** Loads what the outline of this file needs; at once done where that is nothing or is there. Never rejects. */
  ready(path: string): Promise<void>;
  /** Loads every grammar: 21 MB are read, for tests and benches. Never rejects. */
  all(): Promise<void>;
  /** Languages there are outlines for by now. */
  loaded(): readonly LanguageName[];
  /** Gives null for every language that `ready` was not awaited for. */
  readonly skeleton: Skeleton;
}

/** Reads the `.wasm` file of a grammar. */
export type ReadGrammar = (name: LanguageName) => Promise<Uint8Array>;

/**
 * Outlines of code, whose grammars come as they are needed: the daemon's start loads nothing, not even the parser, and a
 * language nobody uses takes no memory (a grammar is 0.1 to 5 MB). A grammar that cannot be read is tried again by the next
 * `ready`; until then its files are summarized by extract.
 */
export function createGrammars(read: ReadGrammar = readPackaged): Grammars {
  type Inner = Awaited<ReturnType<typeof startParser>>;
  let starting: Promise<Inner> | undefined;
  let inner: Inner | undefined;
  const loading = new Map<LanguageName, Promise<void>>();

  async function load(name: LanguageName): Promise<void> {
    starting ??= startParser();
    inner = await starting;
    inner.languages.set(name, await inner.loadGrammar(await read(name)));
  }

  function need(name: LanguageName): Promise<void> {
    const waiting = loading.get(name) ?? load(name).catch(() => void loading.delete(name));
    loading.set(name, waiting);
    return waiting;
  }

  return {
    async ready(path) {
      const name = languageOf(path);
      if (name !== undefined) await need(name);
    },
    async all() {
      await Promise.all(languageNames.map(need));
    },
    loaded: () => [...(inner?.languages.keys() ?? [])],
    skeleton: (code, path, keep, firstLine) => inner?.skeleton(code, path, keep, firstLine) ?? null,
  };
}

/** The parser is 0.4 MB of code and WebAssembly: imported by the first file that needs it, not by the daemon's start. */
async function startParser() {
  const [{ createSkeleton }, { loadGrammar }] = await Promise.all([
    import("@aperture/engine/compression/summarize/skeleton"),
    import("@aperture/engine/compression/summarize/load-grammar"),
  ]);
  type Loaded = Awaited<ReturnType<typeof loadGrammar>>;
  const languages = new Map<LanguageName, Loaded>();
  return { languages, loadGrammar, skeleton: createSkeleton(languages) };
}

function readPackaged(name: LanguageName): Promise<Uint8Array> {
  const file = `@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`;
  return readFile(createRequire(import.meta.url).resolve(file));
}
