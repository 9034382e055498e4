/** Longest stretch that is given to the tokenizer at once where a text has an unbroken run. */
const PIECE = 4_000;
/** What o200k's pattern may take as one word: no spaces for long, only spaces, or lines that hold nothing but slashes. */
const longRun = /\S{4000}|[\s/]{4000}/;

/**
 * Tokens of a text by `count`. Byte-pair merging is quadratic in the length of an unbroken run (100,000 equal letters:
 * 4 s; blanks alike), so such texts are counted in pieces: a token too many, at most two, per 4,000 characters.
 */
export function countText(text: string, count: (piece: string) => number): number {
  if (text.length <= PIECE || !longRun.test(text)) return count(text);
  let tokens = 0;
  for (let from = 0; from < text.length; from += PIECE) tokens += count(text.slice(from, from + PIECE));
  return tokens;
}
