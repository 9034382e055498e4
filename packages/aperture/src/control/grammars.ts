import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Skeleton } from "@aperture/engine/compression/contract";
import { type LanguageName, languageNames } from "@aperture/engine/compression/summarize/language-of";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import { OutlineCache, outlineKey } from "./outline-cache.ts";
import { type OutlineThread, startOutlineThread } from "./outline-thread.ts";

export interface Grammars {
  /**
   * Looks up what was made ahead, and never waits. Null where there is no outline, or none yet: then it is made in the
   * background, for whoever asks next.
   */
  readonly skeleton: Skeleton;
  /**
   * Makes an outline ahead, so that `skeleton` has it; resolves when that was done or given up (the parser took too long, the
   * grammar cannot be read). Never rejects.
   */
  prepare(question: OutlineQuestion): Promise<void>;
  /** Loads every grammar: 21 MB are read, for tests. Never rejects. */
  all(): Promise<void>;
  /** Languages there are outlines for by now. */
  loaded(): readonly LanguageName[];
  close(): Promise<void>;
}

export interface GrammarsOptions {
  /** Folder of the grammars' `.wasm` files; those of the installed package by default. */
  readonly folder?: string;
  /** Milliseconds an outline may take; honest files of the largest size need 15 to 30. */
  readonly deadline?: number;
}

/** Outlines that wait for the parser, which makes one at a time. A look-up that finds so many adds none. */
const mostWaiting = 16;

/**
 * Outlines of code, made ahead in a thread (`outline-thread.ts`) and looked up from a bounded cache. Grammars come as they are
 * needed: the daemon's start loads nothing, not even the parser, and a language nobody uses takes no memory (a grammar is 0.1
 * to 5 MB). A grammar that cannot be read is tried again by the next who needs it; until then its files are summarized by
 * extract. A thread that is lost is started anew by the next question; code that took it too long is remembered.
 */
export function createGrammars({ folder = packagedGrammars(), deadline = 250 }: GrammarsOptions = {}): Grammars {
  const outlines = new OutlineCache();
  const waiting = new Map<string, Promise<void>>();
  const loaded = new Set<LanguageName>();
  const loading = new Map<LanguageName, Promise<void>>();
  let thread: OutlineThread | undefined;
  let last: Promise<void> = Promise.resolve();
  /** Counts closes: what waited for the parser before one is not asked behind it. */
  let closes = 0;

  function forget(): void {
    thread = undefined;
    loaded.clear();
    loading.clear();
  }

  async function load(name: LanguageName): Promise<void> {
    thread ??= startOutlineThread({ folder, deadline, lost: forget });
    const within = thread;
    await within.load(name);
    if (thread === within) loaded.add(name);
  }

  function need(name: LanguageName): Promise<void> {
    const before = loading.get(name);
    if (before !== undefined) return before;
    const started: Promise<void> = load(name).catch(() => {
      if (loading.get(name) === started) loading.delete(name);
    });
    loading.set(name, started);
    return started;
  }

  async function make(key: string, name: LanguageName, question: OutlineQuestion): Promise<void> {
    await need(name);
    if (!thread || !loaded.has(name)) return;
    outlines.set(key, (await thread.outline(question)) ?? null);
  }

  function prepare(question: OutlineQuestion): Promise<void> {
    const asked = outlineKey(question);
    return asked === null ? Promise.resolve() : prepareAs(asked.key, asked.name, question);
  }

  function prepareAs(key: string, name: LanguageName, question: OutlineQuestion): Promise<void> {
    const known = waiting.get(key);
    if (known !== undefined) return known;
    if (outlines.get(key) !== undefined) return Promise.resolve();
    const since = closes;
    const started = last
      .then(() => (since === closes ? make(key, name, question) : undefined))
      // Only a close rejects: nobody needs the outline any more.
      .catch(() => {})
      .finally(() => {
        if (waiting.get(key) === started) waiting.delete(key);
      });
    waiting.set(key, started);
    last = started;
    return started;
  }

  return {
    skeleton(code, path, keep, firstLine = 1) {
      if (path === undefined) return null;
      const question = { code, path, keep, firstLine };
      const asked = outlineKey(question);
      if (!asked) return null;
      const outline = outlines.get(asked.key);
      if (outline === undefined && waiting.size < mostWaiting) void prepareAs(asked.key, asked.name, question);
      return outline ?? null;
    },
    prepare,
    async all() {
      await Promise.all(languageNames.map(need));
    },
    loaded: () => [...loaded],
    async close() {
      const closing = thread;
      closes += 1;
      forget();
      waiting.clear();
      outlines.clear();
      await closing?.close();
    },
  };
}

function packagedGrammars(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm");
}
