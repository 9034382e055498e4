import { TokenFit } from "@aperture/engine/insight/token-fit";
import type { RecordedLane } from "./recorded-lane.ts";
import type { Slices } from "./slices.ts";
import type { TextCounts } from "./text-counts.ts";

/** Billed ÷ counted tokens beyond this are another prompt than the one that was kept. */
const PLAUSIBLE = { from: 0.5, to: 3 } as const;

/** What a prompt of so many counted tokens in so many parts is billed as. */
export interface PromptSize {
  readonly perToken: number;
  readonly perPart: number;
}

/**
 * What was billed beside the texts (each block's frame) does not get less when a text does: without it a replay would promise more than a
 * bill ever shows (by a fifth, on recorded sessions). Learnt from the lane's own bills; where there are none, what 20 recorded sessions of
 * Claude Code taught, and for other makers nothing beside the texts.
 */
export async function fitLane(
  { session, requests, billed }: Pick<RecordedLane, "session" | "requests" | "billed">,
  counts: TextCounts,
  slices: Slices,
  signal?: AbortSignal,
): Promise<PromptSize> {
  const fit = new TokenFit();
  let before: { readonly tokens: number; readonly parts: number; readonly billed: number } | null = null;
  let learnt = false;
  for (const [index, { blocks }] of requests.entries()) {
    await counts.blocks(blocks);
    await slices.breathe(signal);
    const size = billed[index] ?? null;
    const tokens = blocks.reduce((sum, block) => sum + counts.counted(block), 0);
    const isPlausible = size !== null && size > tokens * PLAUSIBLE.from && size < tokens * PLAUSIBLE.to;
    if (isPlausible && before) {
      fit.learn(tokens - before.tokens, blocks.length - before.parts, size - before.billed);
      learnt = true;
    }
    before = isPlausible ? { tokens, parts: blocks.length, billed: size } : null;
  }
  if (!learnt && session.dialect !== "anthropic") return { perToken: 1, perPart: 0 };
  return { perToken: fit.slope / counts.factor, perPart: fit.constant };
}
