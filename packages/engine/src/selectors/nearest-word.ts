/** Longer words are no typing errors of ours. */
const LONGEST = 40;

/** The word that is most like what was typed, or null where none is near: one typing error in three letters. */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  if (typed === "" || typed.length > LONGEST) return null;
  const lower = typed.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const word of words) {
    // "tool_r" is near "tool_result", however much of it is missing.
    const distance = word.startsWith(lower) && lower.length > 1 ? 0.5 : editDistance(lower, word);
    if (distance >= least) continue;
    least = distance;
    best = word;
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two short words (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j));
  const at = (i: number, j: number): number => rows[i]![j]!;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : replaced;
      rows[i]![j] = Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1);
    }
  return at(a.length, b.length);
}
