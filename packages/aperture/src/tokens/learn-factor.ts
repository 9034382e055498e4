import { promptTokens, type Usage } from "@aperture/sdk";
import type { ModelFactor } from "../store/records.ts";

/** A single odd turn (images, a server-side tool) moves a learnt factor by at most this share. */
const RATE = 0.2;
/** Outside of this the two numbers do not measure the same prompt. */
const PLAUSIBLE = { from: 0.5, to: 3 } as const;
/** Smaller prompts say more about the provider's fixed overhead than about its tokenizer. */
const MIN_TOKENS = 200;

/**
 * The model's tokens per o200k token, corrected by one billed prompt; null where this prompt teaches nothing.
 * @param counted o200k tokens of the whole prompt as far as it is text
 * @param fixed tokens of its images, already in the model's own measure
 */
export function learnFactor(
  known: ModelFactor | undefined,
  model: string,
  usage: Usage,
  prompt: { counted: number; fixed: number },
): ModelFactor | null {
  if (prompt.counted < MIN_TOKENS) return null;
  const observed = (promptTokens(usage) - prompt.fixed) / prompt.counted;
  if (!(observed >= PLAUSIBLE.from && observed <= PLAUSIBLE.to)) return null;
  if (!known) return { model, factor: observed, samples: 1 };
  const rate = Math.max(RATE, 1 / (known.samples + 1));
  return { model, factor: known.factor + (observed - known.factor) * rate, samples: known.samples + 1 };
}
