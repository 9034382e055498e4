import type { BlockFacts } from "@aperture/host/border/block-facts";
import type { CompressionLevel, Patch } from "@aperture/sdk";

/** What is sent of a block after a plugin wished something for it, as far as a later request shows it. */
export interface Standing {
  readonly level?: CompressionLevel;
  readonly zone?: BlockFacts["zone"];
  readonly pinned?: BlockFacts["pinned"];
  /** Tokens of what is sent instead. */
  readonly tokens?: number;
}

/** Makes a level's text, or null where nothing is gained; counts what is left. */
export type TokensAt = (block: BlockFacts, level: Exclude<CompressionLevel, "original">) => number | null;

/** Placeholder of what was removed. */
const removedTokens = 12;

/** Takes down what a patch does, so that the next request shows it as a real one would. */
export function applyPatch(
  standing: Map<number, Standing>,
  patch: Patch,
  blocks: readonly BlockFacts[],
  tokensAt: TokensAt,
): void {
  const byNumber = new Map(blocks.map((block) => [block.n, block]));
  for (const item of patch) {
    if (!("block" in item) || item.block === null) continue;
    const block = byNumber.get(item.block);
    if (!block) continue;
    const set = (change: Standing) => standing.set(block.n, { ...standing.get(block.n), ...change });
    if (item.op === "zone") set({ zone: item.zone });
    else if (item.op === "pin") set({ pinned: item.pinned });
    else if (item.op === "remove") set({ tokens: Math.min(removedTokens, block.originalTokens), level: "minimal" });
    else if (item.op === "content") set({ tokens: tokensOf(item.text, block) });
    else if (item.op === "level") {
      if (item.level === "original") set({ level: "original", tokens: block.originalTokens });
      else {
        const tokens = tokensAt(block, item.level);
        if (tokens !== null) set({ level: item.level, tokens });
      }
    }
  }
}

/** Blocks as they are with what stands. */
export const withStanding = (blocks: readonly BlockFacts[], standing: ReadonlyMap<number, Standing>): BlockFacts[] =>
  blocks.map((block) => ({ ...block, ...standing.get(block.n) }));

/** By the block's own measure of tokens to characters; 3.5 characters to a token where it says nothing. */
export function tokensOf(text: string, block: Pick<BlockFacts, "text" | "originalTokens">): number {
  const perCharacter = block.text.length > 0 ? block.originalTokens / block.text.length : 1 / 3.5;
  return Math.ceil(text.length * perCharacter);
}
