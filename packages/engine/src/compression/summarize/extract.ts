import { isErrorLine } from "./error-lines.ts";
import { isTelling, termsOf } from "./terms.ts";

/** A line or sentence that is kept or left out as a whole. */
export interface Unit {
  readonly text: string;
  /** 0-based line of the text it stands in. */
  readonly line: number;
  /** `verbatim`: as it is, at any length; `must`: kept, cut where it is very long; `weigh`: by its score. */
  readonly claim: "verbatim" | "must" | "weigh" | "drop";
  /** Added to the score of what the words say: headings, first and last lines. */
  readonly bonus: number;
}

/** Characters of a unit that is not to be kept verbatim. */
const longestUnit = 360;
/** Errors are kept one and all up to this many different ones: the first and the last of more. */
const mostErrors = 200;
/** Texts are never cut below this: a page of text needs no summary of two lines. */
const smallestBudget = 500;
/** Words of a unit that its score is made from. */
const weighedTerms = 60;

export interface ExtractRules {
  /** Share of the characters that may be kept. */
  readonly share: number;
  /** False for code: there the word error is no error. */
  readonly errors: boolean;
  /** False where the lines carry numbers of their own: the reader sees what is missing. */
  readonly gaps: boolean;
}

/**
 * The units worth keeping, as lines in their order with `[… n]` where n lines are missing: what must be kept, errors, then by
 * score until `share` of the characters is used.
 */
export function extract(units: readonly Unit[], { share, errors, gaps }: ExtractRules): string[] {
  const taken = new Set<number>();
  let left = Math.max(smallestBudget, units.reduce((sum, unit) => sum + unit.text.length, 0) * share);
  const take = (index: number) => {
    taken.add(index);
    left -= Math.min(units[index]!.text.length, longestUnit) + 1;
  };
  units.forEach((unit, index) => {
    if (unit.claim === "verbatim" || unit.claim === "must") take(index);
  });
  if (errors) for (const index of errorsOf(units, taken)) take(index);
  const scores = scoresOf(units);
  const rest = units.flatMap((unit, index) => (unit.claim === "weigh" && !taken.has(index) ? [index] : []));
  rest.sort((one, other) => scores[other]! - scores[one]! || one - other);
  for (const index of rest) {
    if (left <= 0 || scores[index]! <= 0) break;
    take(index);
  }
  return written(units, taken, gaps);
}

/** Different error lines, in the order of the text: the same message at another time is the same error. */
function errorsOf(units: readonly Unit[], taken: ReadonlySet<number>): number[] {
  const seen = new Set<string>();
  const found: number[] = [];
  units.forEach((unit, index) => {
    if (unit.claim !== "weigh" || taken.has(index) || !isErrorLine(unit.text)) return;
    const message = unit.text.replace(clock, "").trim();
    if (seen.has(message)) return;
    seen.add(message);
    found.push(index);
  });
  return found.length <= mostErrors ? found : [...found.slice(0, mostErrors - 50), ...found.slice(-50)];
}

/** Dates and times at the beginning of a log line. */
const clock = /^\W{0,2}(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\W{0,3}/;

/** Rarity of its terms, more where they can not be guessed; lines of a form seen before count less each time. */
function scoresOf(units: readonly Unit[]): number[] {
  const terms = units.map((unit) => [...new Set(termsOf(unit.text.slice(0, 4_000)))].slice(0, weighedTerms));
  const frequency = new Map<string, number>();
  for (const each of terms) for (const term of each) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const forms = new Map<string, number>();
  return units.map((unit, index) => {
    const form = unit.text.slice(0, 200).replace(/[\p{N}a-f]+/gu, "0");
    const seen = forms.get(form) ?? 0;
    forms.set(form, seen + 1);
    let weight = 0;
    for (const term of terms[index]!) {
      weight += Math.log((units.length + 1) / frequency.get(term)!) * (isTelling(term) ? 2 : 0.5);
    }
    // By length, so that a long line has to be worth its room.
    return (weight / Math.sqrt(40 + Math.min(unit.text.length, longestUnit)) + unit.bonus) / (1 + seen);
  });
}

function written(units: readonly Unit[], taken: ReadonlySet<number>, gaps: boolean): string[] {
  const lines: string[] = [];
  let last = -1;
  let missing = 0;
  const gap = () => {
    if (missing > 0 && gaps) lines.push(missing === 1 ? "[…]" : `[… ${missing}]`);
  };
  units.forEach((unit, index) => {
    if (!taken.has(index)) {
      if (unit.text.trim() !== "") missing++;
      return;
    }
    gap();
    const text = unit.claim === "verbatim" ? unit.text : cut(unit.text);
    if (unit.line === last && missing === 0) lines[lines.length - 1] += text;
    else lines.push(text);
    last = unit.line;
    missing = 0;
  });
  gap();
  return lines;
}

function cut(text: string): string {
  if (text.length <= longestUnit * 2) return text;
  return `${text.slice(0, longestUnit)} … ${text.slice(-longestUnit / 2)}`;
}
