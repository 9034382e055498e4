import { type Baseline, readAt } from "./baseline.ts";
import type { Candidate } from "./candidates.ts";
import type { DecideOptions } from "./decide.ts";
import { writeMultiple } from "./prompt-cost.ts";

export interface PayingCut {
  /** First part that is rewritten. */
  readonly cut: number;
  /** Uncached-token equivalents that this request costs more. */
  readonly cost: number;
}

/**
 * What nobody but a policy wants has to pay back within this part of the turns that are believed to come. The first moment
 * at which a rewrite would pay at all is not the best one: a few turns later the same rewrite takes more along. In
 * `npm run bench:context` patience saves more, in fewer rewrites, and keeps more of what edits quote.
 */
const PATIENCE = 0.4;

/**
 * Tokens that a block is billed beside those of its text (fitted on recorded usage: 49). A model's learnt factor spreads them
 * over all texts, so where blocks are short a rewrite costs more than is counted. The account is kept in billed tokens:
 * what is put at risk is held against it with them.
 */
const BLOCK_TOKENS = 50;

const isUsers = ({ change }: Candidate): boolean => change.actor === "user";

/**
 * The place from which a rewrite gains most over the turns that are still believed to come, or null where none pays. What
 * rules and policies want must not cost more than the allowance even if the session ended with this request; what the
 * user wants is the user's money.
 */
export function choosePayingCut(
  baseline: Baseline,
  candidates: readonly Candidate[],
  options: DecideOptions & { readonly cut: number },
): PayingCut | null {
  return (
    bestCut(baseline, candidates, { ...options, turns: options.turns * PATIENCE }, options.allowance) ??
    bestCut(baseline, candidates.filter(isUsers), options, Number.POSITIVE_INFINITY)
  );
}

function bestCut(
  baseline: Baseline,
  candidates: readonly Candidate[],
  { turns, cut: limit }: DecideOptions & { readonly cut: number },
  allowance: number,
): PayingCut | null {
  const { rules } = baseline.input;
  const write = writeMultiple(rules, baseline.warm.ttl);
  const behind = candidates.filter(({ place }) => place < limit).sort((a, b) => b.place - a.place);
  const kept = readAt(baseline, limit).tokens;
  let best: (PayingCut & { readonly gain: number }) | null = null;
  let saved = 0;
  for (const [index, { place, saved: tokens }] of behind.entries()) {
    saved += tokens;
    // Candidates at one place go together.
    if (behind[index + 1]?.place === place || saved <= 0) continue;
    const lost = kept - readAt(baseline, place).tokens;
    const cost = (lost - saved) * write - lost * rules.cacheRead;
    const gain = turns * saved * rules.cacheRead - cost;
    const risk = cost + (baseline.warm.parts - place) * BLOCK_TOKENS * (write - rules.cacheRead);
    if (gain <= 0 || risk > allowance) continue;
    if (!best || gain > best.gain) best = { cut: place, cost, gain };
  }
  return best;
}
