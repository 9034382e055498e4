/**
 * A text as a JSON string. Lone surrogates (a text that was cut inside a character) become U+FFFD: written as an escape they
 * are valid JSON, but Anthropic's parser answers 400 "no low surrogate in string".
 */
export function jsonText(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
