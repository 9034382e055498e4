import type { BlockFacts } from "../../../packages/host/src/border/block-facts.ts";
import { facts } from "../../../packages/host/src/border/testing/facts.ts";

/** Blocks that a turn adds: a call, its result, an answer, a question. */
export const PER_TURN = 4;
const roles = ["user", "assistant", "tool_use", "tool_result"] as const;

/** 2,500 characters of a text with a number in it: 200 blocks are 500 KB, as PLATFORM measured. */
const textOf = (n: number): string => `block ${n} ${n % 9 === 0 ? "TODO" : "done"} `.repeat(150).slice(0, 2_500);

/** A conversation that grows by one turn per call, as an agent sends it: all of it, each time. `size`: blocks it begins with. */
export class GrowingConversation {
  readonly #blocks: BlockFacts[] = [];
  readonly #size: number;
  readonly #isApplied: boolean;
  turn = 0;

  /** `isApplied`: what a stage wanted in one turn is in force in the next, as in a conversation that goes on. */
  constructor(size: number, isApplied = false) {
    this.#size = size;
    this.#isApplied = isApplied;
  }

  /** The next request's blocks. Tool results become old as turns pass. */
  next(): readonly BlockFacts[] {
    this.turn++;
    const until = this.turn === 1 ? this.#size : this.#blocks.length + PER_TURN;
    while (this.#blocks.length < until) this.#blocks.push(this.#block(this.#blocks.length + 1));
    const recent = this.#blocks.length - 2 * PER_TURN;
    return this.#blocks.map((block, place) => ({
      ...block,
      age: this.turn - firstTurn(block.n, this.#size),
      zone: place < 2 ? "primacy" : place >= recent ? "recency" : "middle",
      isFree: place >= recent,
      ...(this.#isApplied && this.#wasWanted(block, place) ? { level: "trimmed" as const, tokens: 60 } : {}),
    }));
  }

  /** It stood before the last turns already when the turn before this one was sent. */
  #wasWanted({ role }: BlockFacts, place: number): boolean {
    return this.turn > 1 && role === "tool_result" && place < this.#blocks.length - 3 * PER_TURN;
  }

  #block(n: number): BlockFacts {
    const role = roles[n % roles.length]!;
    return facts(n, {
      role,
      text: textOf(n),
      hash: `hash-${n}`,
      tokens: 600,
      originalTokens: 600,
      toolName: role === "tool_use" || role === "tool_result" ? "Read" : undefined,
      filePaths: role === "tool_use" ? [`src/file-${n}.ts`] : [],
    });
  }
}

const firstTurn = (n: number, size: number): number => (n <= size ? 1 : 2 + Math.floor((n - size - 1) / PER_TURN));
