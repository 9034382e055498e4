/** Words as a tokenizer's pattern parts them: `fooBar` is two, `HTTPServer` is `HTTPS` and `erver` at worst. */
const words = /[A-Z]?[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]/g;
const vowels = /[aeiouy]/g;
/** Letters that follow one another in no word: byte pairs of them are in no vocabulary. */
const unspeakable = /[^aeiouy]{4}|[jqxz][^aeiou]|[^aeiou][jqxz]|[aeiouy]{4}/;

/**
 * Tokens that an ASCII text takes at most, without a tokenizer: one for two letters of a word that can be spoken, one for
 * every letter of any other, one for three digits, one for every other character.
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
  const isSpoken = (lower.match(vowels)?.length ?? 0) * 4 >= lower.length && !unspeakable.test(lower);
  return isSpoken ? Math.ceil(word.length / 2) : word.length;
}
