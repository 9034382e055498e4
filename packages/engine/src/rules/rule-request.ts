import type { CompressionLevel, Zone } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { StageBlock, StageContext } from "../stage/stage.ts";
import type { BlockView } from "./block-view.ts";
import type { Deadline } from "./deadline.ts";
import type { KnownBlock, LaneMemory } from "./lane-memory.ts";
import { holds, type SplitSelector } from "./split-selector.ts";
import { standingCode } from "./standing-code.ts";

type Level = Exclude<CompressionLevel, "original">;

export const rank: Record<CompressionLevel, number> = { original: 0, trimmed: 1, summarized: 2, minimal: 3 };

export interface RuleRequestParts {
  readonly blocks: readonly StageBlock[];
  readonly context: StageContext;
  readonly memory: LaneMemory;
  readonly view: BlockView;
  readonly compress: Compress;
  /** Of replacing. */
  readonly deadline: Deadline;
  /** Blocks that the user moved. */
  readonly moved: ReadonlyMap<number, Zone>;
}

/** One request as rules and templates act upon it. */
export class RuleRequest {
  readonly blocks: readonly StageBlock[];
  readonly context: StageContext;
  readonly memory: LaneMemory;
  readonly deadline: Deadline;
  readonly moved: ReadonlyMap<number, Zone>;
  /** By place: tokens sent now, how it stands, and whether its text may become another one. Asked so often that they are read once. */
  readonly #tokens: Float64Array;
  readonly #standings: Uint8Array;
  readonly #isChangeable: Uint8Array;
  /** By place: something was asked for it in this request. */
  readonly #isTouched: Uint8Array;
  readonly #view: BlockView;
  readonly #compress: Compress;

  constructor({ blocks, context, memory, view, compress, deadline, moved }: RuleRequestParts) {
    this.blocks = blocks;
    this.context = context;
    this.memory = memory;
    this.deadline = deadline;
    this.moved = moved;
    this.#view = view;
    this.#compress = compress;
    this.#tokens = new Float64Array(blocks.length);
    this.#standings = new Uint8Array(blocks.length);
    this.#isChangeable = new Uint8Array(blocks.length);
    this.#isTouched = new Uint8Array(blocks.length);
    for (const [index, block] of blocks.entries()) {
      this.#tokens[index] = block.tokens;
      this.#standings[index] = standingCode(block);
      this.#isChangeable[index] = block.editable && block.pinned === null && !block.isPending ? 1 : 0;
    }
  }

  /** Whether a block for which its fixed terms hold matches a selector now. */
  matches(select: SplitSelector, { index, firstTurn }: KnownBlock): boolean {
    const tokens = this.#tokens[index]!;
    if (tokens < select.leastTokens || tokens > select.mostTokens) return false;
    if (this.context.turn - firstTurn < select.leastAge) return false;
    if (select.standing !== null && select.standing[this.#standings[index]!] === 0) return false;
    return select.rest.length === 0 || holds(select.rest, this.#view.of(this.blocks[index]!, index));
  }

  blockOf({ index }: KnownBlock): StageBlock {
    return this.blocks[index]!;
  }

  tokensOf({ index }: KnownBlock): number {
    return this.#tokens[index]!;
  }

  /** Whether its text may become another one now: the first that acts upon a block has it to itself. */
  isChangeable({ index }: KnownBlock): boolean {
    return this.#isChangeable[index] === 1;
  }

  isTouched({ index }: KnownBlock): boolean {
    return this.#isTouched[index] === 1;
  }

  /** Something was asked for it. */
  touch({ index }: KnownBlock): void {
    this.#isTouched[index] = 1;
    this.#isChangeable[index] = 0;
  }

  /** What is sent of a block at a level, or null where nothing would be gained. */
  textAt(level: Level, known: KnownBlock): string | null {
    const block = this.blockOf(known);
    const { text, role, toolName, filePaths, isError, originalTokens: tokens, n } = block;
    const toolInput = this.#inputOf(known);
    const input = { id: `block-${n}`, text, role, toolName, toolInput, filePaths, isError, tokens };
    const made = this.#compress(level, input)?.text ?? null;
    return made === null || made.length >= block.sent.length ? null : made;
  }

  /** What a result answers tells what kind of text it is: a call shortly before it. */
  #inputOf({ index }: KnownBlock): string | undefined {
    const { role, toolId } = this.blocks[index]!;
    if (role !== "tool_result" || toolId === undefined) return undefined;
    for (let at = index - 1; at >= 0; at--) {
      const block = this.blocks[at]!;
      if (block.role === "tool_use" && block.toolId === toolId) return block.text;
    }
    return undefined;
  }
}
