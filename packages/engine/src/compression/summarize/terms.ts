/** A run of characters that paths, identifiers and numbers are made of. One class, no nesting: linear on any input. */
const run = /[\p{L}\p{N}_$@./\\:#~+-]{2,}/gu;
/** Longer runs are encoded data, not names. */
const longestTerm = 160;

/** Words of a text that could name something: paths, identifiers, numbers, plain words; without closing punctuation. */
export function termsOf(text: string): string[] {
  const found: string[] = [];
  for (const [raw] of text.matchAll(run)) {
    if (raw.length > longestTerm) continue;
    const term = trimTerm(raw);
    if (term.length > 1) found.push(term);
  }
  return found;
}

/** True for what nobody can guess back: a path, an identifier, a number; false for a plain word. */
export function isTelling(term: string): boolean {
  if (/\p{N}/u.test(term)) return term.length > 2;
  if (term.length < 4 || !/\p{L}/u.test(term)) return false;
  return /[_/\\.$@#]/.test(term) || /\p{Ll}\p{Lu}/u.test(term) || /^\p{Lu}{4,}$/u.test(term);
}

export function isPath(term: string): boolean {
  return /[/\\]/.test(term) && /[\p{L}\p{N}]/u.test(term) && !term.startsWith("//");
}

function trimTerm(raw: string): string {
  let start = 0;
  let end = raw.length;
  while (start < end && leading.has(raw[start]!)) start++;
  while (end > start && trailing.has(raw[end - 1]!)) end--;
  return raw.slice(start, end);
}

const leading = new Set([":", "-", "+", "#"]);
const trailing = new Set([".", ":", "-", "+", "/", "\\", "#", "~", "$", "@"]);
