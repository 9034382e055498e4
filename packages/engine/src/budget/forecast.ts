/** Turns that the pace is taken from. */
const WINDOW = 8;
/** Fewer say nothing. */
const LEAST = 3;
/** A prompt that shrinks to less than this share of the one before was compacted: what came before is another context. */
const COMPACTED = 0.8;

/**
 * Tokens a turn by which prompts grow, or null where that is not known yet: the mean of the last turns' steps without the largest and
 * the smallest, so that one large file read is not taken for the pace, and several are.
 * @param history prompt tokens of each turn, oldest first
 */
export function growth(history: readonly number[]): number | null {
  const compaction = history.findLastIndex((tokens, at) => at > 0 && tokens < history[at - 1]! * COMPACTED);
  const recent = history.slice(Math.max(0, compaction, history.length - WINDOW));
  if (recent.length < LEAST) return null;
  const steps = recent.slice(1).map((tokens, at) => tokens - recent[at]!);
  steps.sort((a, b) => a - b);
  const usual = steps.length > 3 ? steps.slice(1, -1) : steps;
  return usual.reduce((sum, step) => sum + step, 0) / usual.length;
}

/** Requests until the limit is passed at this pace; 0 where it is already, null where it never is or the pace is unknown. */
export function turnsLeft(tokens: number, limit: number, pace: number | null): number | null {
  if (tokens > limit) return 0;
  if (pace === null || pace <= 0) return null;
  return Math.floor((limit - tokens) / pace) + 1;
}
