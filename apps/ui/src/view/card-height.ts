const head = 34;
const line = 17;

/** Lines of text that a card of so many tokens shows: one more for every doubling above 32. */
export function previewLines(tokens: number): number {
  const doublings = Math.floor(Math.log2(Math.max(tokens, 1) / 32)) + 1;
  return Math.min(Math.max(doublings, 1), 9);
}

/** Height of a card in px. It follows from the tokens alone, so a column of any length is laid out without measuring. */
export const cardHeight = (tokens: number): number => head + previewLines(tokens) * line + 10;
