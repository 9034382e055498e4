/** How a text begins, and how long it is: all that a list of blocks shows. */
export interface TextStart {
  /** At most `START_LENGTH` UTF-16 units, never half a character. */
  readonly start: string;
  /** UTF-16 units of the whole text. */
  readonly length: number;
}

export const START_LENGTH = 2_000;
/** UTF-16 units kept over all texts: 2 MB of plain ASCII, twice as much of other scripts. */
const BUDGET = 2_000_000;

/**
 * Remembers how texts begin. A page reads the same thousand blocks after every turn; unpacking each takes 20 µs, which
 * would hold up every stream for 20 ms. Texts never change under their hash, so nothing here can be out of date.
 */
export class TextStarts {
  readonly #starts = new Map<string, TextStart>();
  #kept = 0;

  /** From memory, else from `read`, which gives the whole text or undefined where there is none. */
  get(hash: string, read: (hash: string) => string | undefined): TextStart | undefined {
    const known = this.#starts.get(hash);
    if (known) return known;
    const text = read(hash);
    if (text === undefined) return undefined;
    const start = { start: copyOf(cutText(text, START_LENGTH)), length: text.length };
    this.#starts.set(hash, start);
    this.#kept += start.start.length;
    for (const [oldest, { start: dropped }] of this.#starts) {
      if (this.#kept <= BUDGET) break;
      this.#starts.delete(oldest);
      this.#kept -= dropped.length;
    }
    return start;
  }
}

/** At most `limit` UTF-16 units, never half a character: a lone surrogate is not valid in JSON's UTF-8. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** V8 keeps the whole text alive behind a slice of it. */
function copyOf(text: string): string {
  // By way of UTF-8 ASCII takes one byte a character again; lone surrogates would not survive it.
  const encoding = text.isWellFormed() ? "utf8" : "utf16le";
  return Buffer.from(text, encoding).toString(encoding);
}
