import type { CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { StageBlock, StageContext } from "../stage/stage.ts";
import type { BlockView } from "./block-view.ts";
import type { Candidate, KnownBlock, LaneMemory } from "./lane-memory.ts";
import { holds, type SplitSelector } from "./split-selector.ts";

type Level = Exclude<CompressionLevel, "original">;

export const rank: Record<CompressionLevel, number> = { original: 0, trimmed: 1, summarized: 2, minimal: 3 };

export interface RuleRequestParts {
  readonly blocks: readonly StageBlock[];
  readonly context: StageContext;
  readonly memory: LaneMemory;
  readonly view: BlockView;
  readonly compress: Compress;
  /** True once replacing has taken as long as a request may wait for it. */
  readonly isLate: () => boolean;
}

/** One request as rules and templates act upon it. */
export class RuleRequest {
  readonly blocks: readonly StageBlock[];
  readonly context: StageContext;
  readonly memory: LaneMemory;
  readonly isLate: () => boolean;
  /** Numbers of the blocks for which something was asked in it: the first that acts upon a block is the only one. */
  readonly touched = new Set<number>();
  readonly #view: BlockView;
  readonly #compress: Compress;
  #inputs: Map<string, string> | null = null;

  constructor({ blocks, context, memory, view, compress, isLate }: RuleRequestParts) {
    this.blocks = blocks;
    this.context = context;
    this.memory = memory;
    this.isLate = isLate;
    this.#view = view;
    this.#compress = compress;
  }

  /** Whether a candidate matches its selector now. */
  matches({ leastAge, moving }: SplitSelector, { block }: Candidate): boolean {
    if (this.context.turn - block.firstTurn < leastAge) return false;
    return moving.length === 0 || holds(moving, this.#view.of(this.blocks[block.index]!, block.index));
  }

  blockOf({ index }: KnownBlock): StageBlock {
    return this.blocks[index]!;
  }

  /** Whether its text may become another one now. */
  isChangeable({ n, editable, pinned, isPending }: StageBlock): boolean {
    return editable && pinned === null && !isPending && !this.touched.has(n);
  }

  /** What is sent of a block at a level, or null where nothing would be gained. */
  textAt(level: Level, block: StageBlock): string | null {
    const { text, role, toolName, filePaths, isError, originalTokens: tokens, n } = block;
    const toolInput = this.#inputOf(block);
    const input = { id: `block-${n}`, text, role, toolName, toolInput, filePaths, isError, tokens };
    const made = this.#compress(level, input)?.text ?? null;
    return made === null || made.length >= block.sent.length ? null : made;
  }

  /** What a result answers tells what kind of text it is. */
  #inputOf({ role, toolId }: StageBlock): string | undefined {
    if (role !== "tool_result" || toolId === undefined) return undefined;
    if (!this.#inputs) {
      this.#inputs = new Map();
      for (const block of this.blocks)
        if (block.role === "tool_use" && block.toolId !== undefined) this.#inputs.set(block.toolId, block.text);
    }
    return this.#inputs.get(toolId);
  }
}
