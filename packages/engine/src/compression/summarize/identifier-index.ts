import { isPath, isTelling, termsOf } from "./terms.ts";

/** An index shorter than this says too little to be worth its line. */
const fewest = 2;
/** Terms looked at: on larger texts the rest adds nothing that still fits in. */
const mostTerms = 200_000;

/**
 * One line that names what was left out: `[also in it: a/b.ts, parseHead, 4711]`. Agents come back to a result by its paths,
 * identifiers and numbers; the ones that `kept` no longer says are listed, paths first, then the rarest, in the order of the
 * text, up to `limit` characters. Null where there is nothing to say.
 */
export function identifierIndex(original: string, kept: string, limit: number): string | null {
  const said = partsOf(termsOf(kept));
  const counts = countTerms(original, said);
  const ranked = [...counts.keys()].sort((left, right) => rank(right, counts) - rank(left, counts));
  const chosen = new Set<string>();
  let left = limit - "[also in it: ]".length;
  for (const term of ranked) {
    if (term.length + 2 > left) continue;
    left -= term.length + 2;
    chosen.add(term);
    if (left < 4) break;
  }
  if (chosen.size < fewest) return null;
  return `[also in it: ${[...counts.keys()].filter((term) => chosen.has(term)).join(", ")}]`;
}

function countTerms(text: string, said: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  let seen = 0;
  for (const term of termsOf(text)) {
    if (seen++ > mostTerms) break;
    const name = term.replace(receiver, "");
    if (said.has(name) || !isTelling(name) || isSaidInParts(name, said)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

const receiver = /^(?:this|self|cls)\.(?=.)/;

/** Terms, and the names in chains such as `response.writeHead`. */
function partsOf(terms: readonly string[]): ReadonlySet<string> {
  const parts = new Set(terms);
  for (const term of terms)
    if (term.includes(".") && !isPath(term)) for (const part of term.split(".")) parts.add(part);
  return parts;
}

/** `response.end` says nothing new where `response` and `end` are there. */
function isSaidInParts(term: string, said: ReadonlySet<string>): boolean {
  return (
    term.includes(".") &&
    !isPath(term) &&
    !/^[\d.]+$/.test(term) &&
    term.split(".").every((part) => part === "" || said.has(part))
  );
}

/** Sorting is stable, so equal ranks stay in the order of the text. */
function rank(term: string, counts: ReadonlyMap<string, number>): number {
  return (isPath(term) ? 10 : 0) + Math.min(counts.get(term)!, 9);
}
