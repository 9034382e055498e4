import type { Role } from "@aperture/sdk";
import type { StageBlock } from "../stage/stage.ts";

/** Blocks at the end of the prompt that are never shortened, whatever the limit: what the model is working on. */
export const KEPT_VERBATIM = 6;
/** Shorter texts are not worth the placeholder. Tokens. */
const SHORTEST = 60;

/** What a role's words are worth, against a tool's output. Roles that are missing are never shortened for room. */
const worth: Partial<Record<Role, number>> = { tool_result: 1, assistant: 3, user: 6 };

export interface CondenseOrderOptions {
  /** 0 fresh to 100 stale, one per block. */
  readonly staleness: readonly number[];
  /** The limit is passed: recency gives way as well, but for its last blocks. */
  readonly isForced: boolean;
}

/**
 * Blocks that may be shortened for room, the cheapest first: most tokens for the least that is lost. Old and superseded tool output
 * from the middle goes first, then what was said there, and where it must be, tool output of recency. What is pinned, the opening, and
 * the last blocks never.
 */
export function condenseOrder(
  blocks: readonly StageBlock[],
  { staleness, isForced }: CondenseOrderOptions,
): StageBlock[] {
  const lastKept = blocks.length - KEPT_VERBATIM;
  const ranked = blocks.flatMap((block, index) => {
    const tier = tierOf(block);
    const isOut =
      tier === null ||
      index >= lastKept ||
      (tier === 2 && !isForced) ||
      block.pinned !== null ||
      !block.editable ||
      block.level === "minimal" ||
      block.tokens < SHORTEST;
    if (isOut) return [];
    const value = (worth[block.role]! * 100) / (100 + (staleness[index] ?? 0) + 2 * block.age);
    return [{ block, tier, gain: block.tokens / value }];
  });
  return ranked
    .sort((a, b) => a.tier - b.tier || b.gain - a.gain || a.block.position - b.block.position)
    .map(({ block }) => block);
}

function tierOf({ role, zone }: StageBlock): 0 | 1 | 2 | null {
  if (worth[role] === undefined || zone === "primacy") return null;
  if (zone === "middle") return role === "tool_result" ? 0 : 1;
  return role === "tool_result" ? 2 : null;
}
