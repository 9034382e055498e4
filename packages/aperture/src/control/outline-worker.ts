import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { LanguageName } from "@aperture/engine/compression/summarize/language-of";
import { loadGrammar } from "@aperture/engine/compression/summarize/load-grammar";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import { createSkeleton } from "@aperture/engine/compression/summarize/skeleton";

/** What the thread is started with. */
export interface OutlineWorkerData {
  /** Folder of the grammars' `.wasm` files. */
  readonly folder: string;
}

export type OutlineCall = { readonly load: LanguageName } | { readonly outline: OutlineQuestion };

export interface GrammarLoaded {
  readonly name: LanguageName;
  /** Why it could not be loaded; null where it is there. */
  readonly failure: string | null;
}

export type OutlineAnswer = GrammarLoaded | { readonly outline: string | null };

const languages = new Map<LanguageName, Awaited<ReturnType<typeof loadGrammar>>>();

/** Thread's end of `outline-thread.ts`: grammars on demand, and one answer for each outline, in order. */
function serve({ folder }: OutlineWorkerData): void {
  let ended = false;
  const skeleton = createSkeleton(languages, {
    trapped() {
      ended = true;
    },
  });
  parentPort?.on("message", (call: OutlineCall) => {
    if ("load" in call) return void load(call.load, folder);
    const { code, path, keep, firstLine } = call.outline;
    const outline = skeleton(code, path, keep, firstLine);
    // The parser is of no more use in this thread; whoever started it starts another.
    if (ended) process.exit(1);
    answer({ outline });
  });
}

async function load(name: LanguageName, folder: string): Promise<void> {
  const failure = await readFile(join(folder, `tree-sitter-${name}.wasm`))
    .then(loadGrammar)
    .then((language) => {
      languages.set(name, language);
      return null;
    })
    .catch(String);
  answer({ name, failure });
}

const answer = (message: OutlineAnswer): void => parentPort?.postMessage(message);

if (parentPort) serve(workerData as OutlineWorkerData);
