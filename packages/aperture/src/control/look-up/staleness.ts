import type { BlockFacts } from "./block-facts.ts";

/** A later read of the same file makes an earlier one mostly dead weight: 62 % of the reads in recorded sessions repeat one. */
const superseded = 60;
/** Age alone makes nothing worthless: it stops here. */
const oldest = 50;

/**
 * How stale the blocks of a lane are, 0 fresh to 100, given in prompt order; one number per block. A result whose file is read
 * again later is superseded; else a block only ages, two points a turn. System prompt and tools do not age.
 */
export function stalenessOf(blocks: readonly BlockFacts[], turn: number): number[] {
  const lastRead = new Map<string, number>();
  for (const [index, block] of blocks.entries())
    if (block.role === "tool_result") for (const path of block.filePaths) lastRead.set(path, index);
  return blocks.map((block, index) => {
    if (block.role === "system" || block.kind === "tool_definition") return 0;
    const age = Math.max(0, turn - block.turn);
    const isSuperseded =
      block.role === "tool_result" &&
      block.filePaths.length > 0 &&
      block.filePaths.every((path) => lastRead.get(path)! > index);
    return isSuperseded ? superseded + Math.min(100 - superseded, age) : Math.min(oldest, age * 2);
  });
}
