import { commonWords } from "./common-words.ts";

/** Words as a tokenizer's pattern parts them: `fooBar` is two, `HTTPServer` is `HTTPS` and `erver` at worst. */
const words = /[A-Z]?[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]/g;
const vowels = /[aeiouy]/g;
/** Letters that follow one another in no word: byte pairs of them are in no vocabulary. */
const unspeakable = /[^aeiouy]{4}|[jqxz][^aeiou]|[^aeiou][jqxz]|[aeiouy]{4}/;

/**
 * Tokens that an ASCII text takes at most, without a tokenizer: one for a common word, two for three letters of another that
 * can be spoken, one for every letter of what cannot, one for three digits, one for every other character.
 */
export function mostTokens(text: string): number {
  let tokens = 0;
  for (const [word] of text.matchAll(words)) tokens += tokensOf(word);
  return tokens;
}

function tokensOf(word: string): number {
  const first = word.charCodeAt(0);
  if (first >= 48 && first <= 57) return Math.ceil(word.length / 3);
  if (!/[a-z]/.test(word)) return word.length;
  const lower = word.toLowerCase();
  if (commonWords.has(lower)) return 1;
  const isSpoken =
    lower.length > 3 && (lower.match(vowels)?.length ?? 0) * 4 >= lower.length && !unspeakable.test(lower);
  return isSpoken ? Math.ceil((word.length * 2) / 3) : word.length;
}
