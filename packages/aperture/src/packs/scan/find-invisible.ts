import { lineAt } from "./line-at.ts";

/**
 * Characters that change how a text is read and are not seen: controls but tab and line breaks, directions, joiners, tags, blanks that are
 * letters, and variation selectors, which can carry a whole text (only the one that makes an emoji of a sign may stand behind a sign).
 */
const invisible =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]|(?![\t\n]|\r\n)\p{Cc}|(?<!\p{Emoji})\ufe0f/u;

export interface Invisible {
  /** `U+202E` */
  readonly code: string;
  readonly line: number;
}

/** The first of them, or null. */
export function findInvisible(text: string): Invisible | null {
  const found = invisible.exec(text);
  if (!found) return null;
  const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return { code: `U+${code}`, line: lineAt(text, found.index) };
}
