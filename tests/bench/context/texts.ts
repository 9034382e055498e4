/** `  12→` and `12<tab>` before a line: how agents' file reads number them. */
const lineNumber = /^[ \t]*\d+(?:→|\t)/gm;

/** A text as it is searched: without line numbers and trailing carriage returns, so that an edit's text is found in a numbered read. */
export const searchable = (text: string): string => text.replace(lineNumber, "").replaceAll("\r\n", "\n");

/** Answers whether a text holds a needle, remembering every answer: the same blocks are asked in every request. */
export class TextSearch {
  readonly #texts = new Map<string, string>();
  readonly #answers = new Map<string, Map<string, boolean>>();

  holds(text: string, needle: string): boolean {
    const answers = this.#answersOf(needle);
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = this.#prepared(text).includes(needle);
      answers.set(text, answer);
    }
    return answer;
  }

  /** True where any of the texts holds it. */
  anyHolds(texts: readonly string[], needle: string): boolean {
    return texts.some((text) => this.holds(text, needle));
  }

  #answersOf(needle: string): Map<string, boolean> {
    const answers = this.#answers.get(needle) ?? new Map<string, boolean>();
    this.#answers.set(needle, answers);
    return answers;
  }

  #prepared(text: string): string {
    const prepared = this.#texts.get(text) ?? searchable(text);
    this.#texts.set(text, prepared);
    return prepared;
  }
}
