import { Language, Parser } from "web-tree-sitter";

/**
 * The parser's WebAssembly module is one for the thread, so this is too. Two `Parser.init()` at the same time make two
 * modules, and grammars linked to the first one do not parse with the second: seen as outlines that failed now and then.
 */
let started: Promise<void> | undefined;

/** One grammar after the other: each is linked into the memory of the same module. */
let last: Promise<unknown> = Promise.resolve();

/**
 * A grammar from the bytes of its `.wasm` file. The first call starts the parser (about 10 ms). Rejects where the bytes are no
 * grammar this parser understands.
 */
export async function loadGrammar(bytes: Uint8Array): Promise<Language> {
  started ??= Parser.init();
  await started;
  const loading = last.then(() => Language.load(bytes));
  last = loading.catch(() => undefined);
  return loading;
}
