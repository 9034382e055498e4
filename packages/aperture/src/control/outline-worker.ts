import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { LanguageName } from "@aperture/engine/compression/summarize/language-of";
import { loadGrammar } from "@aperture/engine/compression/summarize/load-grammar";
import { createSkeleton } from "@aperture/engine/compression/summarize/skeleton";

/** What the thread is started with. */
export interface OutlineWorkerData {
  /** Folder of the grammars' `.wasm` files. */
  readonly folder: string;
  /** Answers to outlines, one each. */
  readonly answers: MessagePort;
  /** Set to 1 and notified behind each answer. */
  readonly signal: Int32Array<SharedArrayBuffer>;
}

export type OutlineCall =
  | { readonly load: LanguageName }
  | {
      readonly code: string;
      readonly path: string | undefined;
      readonly keep: readonly string[];
      readonly firstLine: number;
    };

export interface GrammarLoaded {
  readonly name: LanguageName;
  /** Why it could not be loaded; null where it is there. */
  readonly failure: string | null;
}

const languages = new Map<LanguageName, Awaited<ReturnType<typeof loadGrammar>>>();

/** Thread's end of `outline-thread.ts`: grammars on demand, one outline at a time for a caller that waits. */
function serve({ folder, answers, signal }: OutlineWorkerData): void {
  let ended = false;
  const skeleton = createSkeleton(languages, {
    trapped() {
      ended = true;
    },
  });
  parentPort?.on("message", (call: OutlineCall) => {
    if ("load" in call) return void load(call.load, folder);
    answers.postMessage(skeleton(call.code, call.path, call.keep, call.firstLine));
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
    // The parser is of no more use in this thread; whoever started it starts another.
    if (ended) process.exit(1);
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
  parentPort?.postMessage({ name, failure } satisfies GrammarLoaded);
}

if (parentPort) serve(workerData as OutlineWorkerData);
