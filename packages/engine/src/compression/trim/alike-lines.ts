/** Longer lines are only compared as they are. */
const COMPARED_UP_TO = 1_000;

/** Times, durations, shares and sizes. Every repetition is bounded, so that no line takes quadratic time. */
const times =
  /\d{4}[-/]\d\d[-/]\d\d(?:[T ,]{1,2}\d\d:\d\d:\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?|\d{1,12}(?:\.\d{1,9})?\s?(?:ms|µs|us|ns|s|%|[kKMGT]i?B|B|bytes)\b/g;
const numbers = /\d+/g;
const bars = /[#=>.\-━╸╺█▏▎▍▌▋▊▉░▒▓⣿]{3,}/g;

export interface Alikeness {
  /** Equal numbers: lines that are the same but for times, durations, shares and sizes. */
  readonly same: Int32Array;
  /** Equal numbers: lines that differ in numbers and bars too. */
  readonly similar: Int32Array;
}

/** Tells lines that say the same again. White space at the end does not count. */
export function alikeLines(lines: readonly string[]): Alikeness {
  const sameNumbers = new Map<string, number>();
  const similarNumbers = new Map<string, number>();
  const same = new Int32Array(lines.length);
  const similar = new Int32Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const short = line.length <= COMPARED_UP_TO;
    const timeless = short ? line.trimEnd().replace(times, "T") : line;
    same[index] = numberOf(sameNumbers, timeless);
    similar[index] = numberOf(similarNumbers, short ? timeless.replace(numbers, "0").replace(bars, "=") : line);
  }
  return { same, similar };
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}
