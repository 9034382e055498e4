/** What is not to be in a file that people read before they trust it. */
export interface BadCharacter {
  readonly offset: number;
  readonly reason: string;
}

/**
 * Control characters (NUL, escape sequences of terminals), and what is not seen but read: directions turned round, tag characters, blanks
 * without width. A rule's text goes to the model, and what a person cannot see there, a person cannot have agreed to.
 * U+200C and U+200D join letters and emoji and may stay.
 */
// biome-ignore format: one line for each range
const refused =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to find them is what this is for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The first one, or null. A byte order mark at the very beginning is none. */
export function checkCharacters(text: string): BadCharacter | null {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const found = refused.exec(text.slice(start));
  if (found === null) return null;
  const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return { offset: found.index + start, reason: `the character U+${code} cannot be seen and may not be in it` };
}
