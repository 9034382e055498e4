import type { Usage } from "@aperture/sdk";
import { promptTokens } from "@aperture/sdk";
import { type Emission, promptSize } from "../governor/emission.ts";
import type { WarmPrefix } from "../governor/live-cache.ts";
import type { CacheRules } from "../governor/prices.ts";
import { writeMultiple } from "../governor/prompt-cost.ts";

export interface UntouchedBillFacts {
  /** What the provider billed for what was sent. */
  readonly usage: Usage;
  /** What was sent, and what was believed to be kept of it. */
  readonly sent: Emission;
  readonly warm: WarmPrefix;
  /** The client's own prompt, and what would have been kept of it had nothing ever been changed. */
  readonly original: Emission;
  readonly shadow: WarmPrefix;
  readonly rules: CacheRules;
  /**
   * Billed tokens of one more counted token of text, as fitted; without it billed ÷ counted. That spreads what is billed beside
   * texts (each block's frame, the system prompt's) over the texts, and what is left out of a block is text alone.
   */
  readonly perToken?: number | undefined;
}

/** In uncached-input-token equivalents. */
export interface Bill {
  readonly billed: number;
  readonly untouched: number;
}

/** Counts that are further from the bill do not measure the same prompt: the difference is then taken as it is counted. */
const PLAUSIBLE = { from: 0.6, to: 1.7 } as const;

/** Input in uncached-input-token equivalents. */
export const billOf = (usage: Usage, rules: CacheRules): number =>
  usage.input +
  usage.cacheRead * rules.cacheRead +
  usage.cacheWrite5m * rules.cacheWrite5m +
  usage.cacheWrite1h * rules.cacheWrite1h;

/**
 * What a turn was billed, and what the client's own prompt would have been billed by the same cache rules. Only differences between
 * the two prompts are predicted, and in the bill's own tokens, so that errors of counting cancel: where nothing was changed both are
 * equal to the last digit. A provider that read less than it should have would have done so untouched as well, in proportion.
 */
export function untouchedBill({
  usage,
  sent,
  warm,
  original,
  shadow,
  rules,
  perToken: fitted,
}: UntouchedBillFacts): Bill {
  const billed = billOf(usage, rules);
  const prompt = promptTokens(usage);
  const scale = scaleOf(prompt, promptSize(sent));
  const more = Math.min(scale, fitted ?? scale);
  const size = Math.max(0, prompt + more * (promptSize(original) - promptSize(sent)));
  const read = Math.min(size, Math.max(0, readUntouched(usage.cacheRead, warm.tokens, shadow.tokens, { scale, more })));
  const rest = prompt - usage.cacheRead;
  const perToken = rest > 0 ? (billed - usage.cacheRead * rules.cacheRead) / rest : writeMultiple(rules, shadow.ttl);
  const moreRead = read - usage.cacheRead;
  const moreRest = size - read - rest;
  return { billed, untouched: billed + moreRead * rules.cacheRead + moreRest * perToken };
}

function scaleOf(billed: number, counted: number): number {
  const scale = counted > 0 ? billed / counted : 1;
  return scale >= PLAUSIBLE.from && scale <= PLAUSIBLE.to ? scale : 1;
}

/** Tokens that would have been read: more than ours by what was lost in rewriting, less in proportion where the provider fell short. */
function readUntouched(
  read: number,
  warm: number,
  shadow: number,
  { scale, more }: { scale: number; more: number },
): number {
  const expected = warm * scale;
  return read >= expected ? read + (shadow - warm) * more : read * (shadow / warm);
}
