import type { CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import { packLineNumbers } from "./pack-line-numbers.ts";
import type { ResultFacts } from "./result-facts.ts";

type Level = Exclude<CompressionLevel, "original">;

/** Texts kept in memory: making one anew takes about 0.1 ms per KB. */
const MOST = 4_000;

/** What is sent of a result at a level; each text is made once. Null where nothing would be gained. */
export class LevelTexts {
  readonly #compress: Compress;
  readonly #made = new Map<string, string | null>();

  constructor(compress: Compress) {
    this.#compress = compress;
  }

  textOf(level: Level, result: ResultFacts): string | null {
    const key = `${level} ${result.block.n} ${result.block.hash}`;
    let text = this.#made.get(key);
    if (text === undefined) {
      text = this.#make(level, result);
      if (this.#made.size >= MOST) this.#made.clear();
      this.#made.set(key, text);
    }
    return text;
  }

  #make(level: Level, { block, toolInput }: ResultFacts): string | null {
    const { text, role, toolName, filePaths, isError, originalTokens: tokens, n } = block;
    const input = { id: `block-${n}`, text, role, toolName, toolInput, filePaths, isError, tokens };
    const made = this.#compress(level, input)?.text ?? null;
    if (level !== "trimmed") return made;
    return packLineNumbers(made ?? text) ?? made;
  }
}
