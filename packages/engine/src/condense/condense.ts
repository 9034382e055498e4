import type { CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock } from "../stage/stage.ts";
import { LevelTexts } from "./level-texts.ts";
import { ResultMemory, resultFacts } from "./result-facts.ts";
import { type Wanted, wantedLevel } from "./wanted-level.ts";

export interface CondenseOptions {
  readonly compress: Compress;
}

const rank: Record<CompressionLevel, number> = { original: 0, trimmed: 1, summarized: 2, minimal: 3 };
const beforeFirstSend: Wanted = { level: "trimmed", reason: "before it is first sent" };

/**
 * The policy of the mode `auto`: which tool results are sent at which level. It only says what it wants; the governor applies
 * what is free or pays. A result is trimmed before it is first sent, which costs nothing; later it goes down as it is used
 * up, in batches that the governor forms.
 */
export function createCondense({ compress }: CondenseOptions): Stage {
  const memory = new ResultMemory();
  const texts = new LevelTexts(compress);
  const asked = new Asked();
  return {
    name: "condense",
    process: function condense(blocks, { lane }) {
      const intents: Intent[] = [];
      for (const result of resultFacts(blocks, memory)) {
        const { block } = result;
        if (!block.editable || block.pinned !== null) continue;
        const wanted = wantedLevel(result) ?? (block.isFree ? beforeFirstSend : null);
        if (!wanted || rank[wanted.level] <= rank[block.level] || !asked.mayAsk(lane, block, wanted.level)) continue;
        const text = texts.textOf(wanted.level, result);
        asked.note(lane, block, wanted.level);
        if (text === null || text.length >= block.sent.length) continue;
        intents.push({
          kind: "compress",
          block: block.n,
          level: wanted.level,
          text,
          reason: wanted.reason,
          actor: "auto",
        });
      }
      return { intents, reason: `${intents.length} results could be shorter` };
    },
  };
}

/** Blocks that are remembered. */
const MOST = 20_000;

/**
 * The deepest level that was asked for of each block. What was asked for and neither waits nor is in force was taken back by
 * somebody, or refused: it is not asked for again, only a deeper level is.
 */
class Asked {
  readonly #levels = new Map<string, CompressionLevel>();

  mayAsk(lane: number, block: StageBlock, level: CompressionLevel): boolean {
    const before = this.#levels.get(keyOf(lane, block)) ?? "original";
    if (block.isPending && before === "original") return false;
    return rank[level] > rank[before];
  }

  note(lane: number, block: StageBlock, level: CompressionLevel): void {
    if (this.#levels.size >= MOST) this.#levels.clear();
    this.#levels.set(keyOf(lane, block), level);
  }
}

const keyOf = (lane: number, { n, hash }: StageBlock): string => `${lane} ${n} ${hash}`;
