import type { CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import { minimal } from "../compression/minimal.ts";
import type { StageBlock } from "../stage/stage.ts";

type Level = Exclude<CompressionLevel, "original">;

/**
 * Characters that one request may make texts of, by level. Streams run in the same loop, which nothing may hold for 50 ms. By
 * characters, not by time: the same requests get the same texts on every machine. Of 25 KB reads, trimming takes 0.01 ms per KB
 * (logs up to 0.1), a summary by extract 0.26, one line 0.04.
 */
export const ROOM: Readonly<Record<Level, number>> = { trimmed: 120_000, summarized: 60_000, minimal: 120_000 };
/** Between the high mark and the limit every request asks the same again. */
const REMEMBERED = 2_000;

/** Texts as one request makes them. */
export interface RequestTexts {
  /** Null where nothing is gained, or the text alone is more than a request may make; undefined where others took the room. */
  make(level: Level, block: StageBlock): string | null | undefined;
  /** The line of the level *minimal* by itself, which takes next to no time. */
  line(block: StageBlock): string | null;
}

/** The budget's texts: each is made once, and only so many in a request. */
export class BudgetTexts {
  readonly #compress: Compress;
  readonly #made = new Map<string, string | null>();

  constructor(compress: Compress) {
    this.#compress = compress;
  }

  forRequest(): RequestTexts {
    const room: Record<Level, number> = { ...ROOM };
    return {
      make: (level, block) => this.#make(level, block, room),
      line: lineOf,
    };
  }

  #make(level: Level, block: StageBlock, room: Record<Level, number>): string | null | undefined {
    const key = `${level} ${block.n} ${block.hash}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const length = block.text.length;
    if (length > ROOM[level]) return level === "minimal" ? lineOf(block) : null;
    if (length > room[level]) return undefined;
    room[level] -= length;
    const text = this.#compress(level, inputOf(block))?.text ?? null;
    if (this.#made.size >= REMEMBERED) this.#made.clear();
    this.#made.set(key, text);
    return text;
  }
}

const lineOf = (block: StageBlock): string | null => minimal(inputOf(block))?.text ?? null;

function inputOf(block: StageBlock): Parameters<Compress>[1] {
  const { text, role, toolName, filePaths, isError, originalTokens: tokens, n } = block;
  return { id: `block-${n}`, text, role, toolName, filePaths, isError, tokens };
}
