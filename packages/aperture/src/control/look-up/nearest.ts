/** The candidate with the fewest edits from `word`; the earlier one where two are equal. `candidates` must not be empty. */
export function nearest(word: string, candidates: readonly string[]): string {
  // Labels and ids are short; what is longer cannot be a near miss, and must not cost a quadratic table.
  const wanted = word.slice(0, 80);
  let best = candidates[0]!;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.slice(0, 80));
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[right.length]!;
}
