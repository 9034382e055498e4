import type { Block } from "@aperture/sdk";

/** Tokens of what is sent of a block: its own, or those of the text that goes in its place. */
export const sentTokens = (block: Pick<Block, "tokens" | "sent">): number => block.sent?.tokens ?? block.tokens;
