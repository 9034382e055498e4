/** Shorter lines say the same by chance: a closing brace, a blank. Characters, trimmed. */
const SHORTEST = 20;
/** Begins colours and cursor movements. */
const ESCAPE = "\u001b[";
/** Drawn over itself: a progress bar, a spinner. */
const drawnOver = /\r(?!$)/;
/** Rules, boxes, rows of dots: nothing to read. */
const decoration = /^[\s\-=_*#.~+|<>─━═│┌┐└┘├┤┬┴┼▏▎▍▌▋▊▉█░▒▓]{10,}$/;

export interface TextWaste {
  readonly characters: number;
  /** In lines that an earlier text, or the same one, holds already. */
  readonly repeated: number;
  /** In lines that nobody reads: decoration and what a terminal draws over. */
  readonly noise: number;
}

/** How much of these texts says nothing new, given in prompt order. Costs about 15 ms for a million characters. */
export function textWaste(texts: readonly string[]): TextWaste {
  const seen = new Set<string>();
  let characters = 0;
  let repeated = 0;
  let noise = 0;
  for (const text of texts)
    for (const line of text.split("\n")) {
      characters += line.length + 1;
      if (isNoise(line)) noise += line.length + 1;
      else {
        const words = line.trim();
        if (words.length < SHORTEST) continue;
        if (seen.has(words)) repeated += line.length + 1;
        else seen.add(words);
      }
    }
  return { characters, repeated, noise };
}

const isNoise = (line: string): boolean => decoration.test(line) || line.includes(ESCAPE) || drawnOver.test(line);
