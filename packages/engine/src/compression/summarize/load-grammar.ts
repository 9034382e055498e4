import { Language, Parser } from "web-tree-sitter";

/**
 * A grammar from the bytes of its `.wasm` file. The first call starts the parser's own module (about 10 ms). Rejects where the
 * bytes are no grammar this parser understands.
 */
export async function loadGrammar(bytes: Uint8Array): Promise<Language> {
  await Parser.init();
  return Language.load(bytes);
}
