import type { Redaction } from "./contract.ts";
import { formsOf } from "./forms-of.ts";
import { Replacer } from "./replacer.ts";

/** Building an automaton costs more than most texts: one per list, by identity. A list that changes must be a new array. */
const redactors = new WeakMap<readonly Redaction[], Replacer>();
const restorers = new WeakMap<readonly Redaction[], Replacer>();

/**
 * The text with every value replaced by its placeholder, also where it is written as in JSON (`formsOf`). Where values
 * overlap, the one that begins first is taken, of those the longest; no whole value is left. Placeholders that are
 * there already stay, so that it may be done twice. Linear to the text; the same string where nothing is found.
 */
export function redactText(text: string, redactions: readonly Redaction[]): string {
  return redactions.length === 0 ? text : replacerOf(redactors, redactions, redactingPairs).replace(text);
}

/** The text with every placeholder replaced by its value. */
export function restoreText(text: string, redactions: readonly Redaction[]): string {
  return redactions.length === 0 ? text : replacerOf(restorers, redactions, restoringPairs).replace(text);
}

type Pair = readonly [pattern: string, replacement: string];

function replacerOf(
  memory: WeakMap<readonly Redaction[], Replacer>,
  redactions: readonly Redaction[],
  pairs: (redactions: readonly Redaction[]) => Pair[],
): Replacer {
  let replacer = memory.get(redactions);
  if (!replacer) {
    replacer = new Replacer(pairs(redactions));
    memory.set(redactions, replacer);
  }
  return replacer;
}

const redactingPairs = (redactions: readonly Redaction[]): Pair[] => [
  ...redactions.map(({ placeholder }): Pair => [placeholder, placeholder]),
  ...redactions.flatMap(({ value, placeholder }) => formsOf(value).map((form): Pair => [form, placeholder])),
];

const restoringPairs = (redactions: readonly Redaction[]): Pair[] =>
  redactions.map(({ placeholder, value }) => [placeholder, value]);
