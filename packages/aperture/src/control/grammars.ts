import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Skeleton } from "@aperture/engine/compression/contract";
import { type LanguageName, languageNames, languageOf } from "@aperture/engine/compression/summarize/language-of";
import { type OutlineThread, startOutlineThread } from "./outline-thread.ts";

export interface Grammars {
  /** Loads what the outline of this file needs; at once done where that is nothing or is there. Never rejects. */
  ready(path: string): Promise<void>;
  /** Loads every grammar: 21 MB are read, for tests and benches. Never rejects. */
  all(): Promise<void>;
  /** Languages there are outlines for by now. */
  loaded(): readonly LanguageName[];
  /** Gives null for every language that `ready` was not awaited for, and for code that takes the parser too long. */
  readonly skeleton: Skeleton;
  close(): Promise<void>;
}

export interface GrammarsOptions {
  /** Folder of the grammars' `.wasm` files; those of the installed package by default. */
  readonly folder?: string;
  /** Milliseconds an outline may take; honest files of the largest size need 15 to 30. */
  readonly deadline?: number;
}

/** Texts that took too long are remembered, so that they cost the deadline once. */
const mostRefused = 16;

/**
 * Outlines of code, whose grammars come as they are needed: the daemon's start loads nothing, not even the parser, and a
 * language nobody uses takes no memory (a grammar is 0.1 to 5 MB). A grammar that cannot be read is tried again by the next
 * `ready`; until then its files are summarized by extract. The parser lives in a thread of its own (`outline-thread.ts`); when
 * that is lost another is started, with the same grammars.
 */
export function createGrammars({ folder = packagedGrammars(), deadline = 250 }: GrammarsOptions = {}): Grammars {
  let thread: OutlineThread | undefined;
  const loaded = new Set<LanguageName>();
  const loading = new Map<LanguageName, Promise<void>>();
  const refused = new Set<string>();

  function lost(): void {
    const again = [...loaded];
    forget();
    for (const name of again) void need(name);
  }

  function forget(): void {
    thread = undefined;
    loaded.clear();
    loading.clear();
  }

  async function load(name: LanguageName): Promise<void> {
    thread ??= startOutlineThread({ folder, deadline, lost });
    const within = thread;
    await within.load(name);
    if (thread === within) loaded.add(name);
  }

  function need(name: LanguageName): Promise<void> {
    const waiting = loading.get(name);
    if (waiting !== undefined) return waiting;
    const started: Promise<void> = load(name).catch(() => {
      if (loading.get(name) === started) loading.delete(name);
    });
    loading.set(name, started);
    return started;
  }

  function refuse(code: string): void {
    if (refused.size >= mostRefused) refused.clear();
    refused.add(code);
  }

  return {
    async ready(path) {
      const name = languageOf(path);
      if (name !== undefined) await need(name);
    },
    async all() {
      await Promise.all(languageNames.map(need));
    },
    loaded: () => [...loaded],
    skeleton(code, path, keep, firstLine = 1) {
      const name = path === undefined ? undefined : languageOf(path);
      if (!thread || name === undefined || !loaded.has(name) || refused.has(code)) return null;
      const outline = thread.outline(code, path, keep, firstLine);
      if (outline === undefined) refuse(code);
      return outline ?? null;
    },
    async close() {
      const closing = thread;
      forget();
      await closing?.close();
    },
  };
}

function packagedGrammars(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm");
}
