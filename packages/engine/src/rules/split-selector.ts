import { parseSelector } from "../selectors/parse-selector.ts";
import type { Selector, SelectorBlock, Term } from "../selectors/selector.ts";
import { SelectorError } from "../selectors/selector-error.ts";
import { RuleError } from "./rule-error.ts";
import { standingTable } from "./standing-code.ts";

/** A selector whose terms are asked as seldom as they can change, and as cheaply as they can be. */
export interface SplitSelector {
  /** As it was written. */
  readonly text: string;
  /** What follows from a block and its text: decided once, texts last. */
  readonly fixed: readonly Term[];
  /** What can be otherwise in another request: all of it … */
  readonly moving: readonly Term[];
  /** … and in another form, for thousands of blocks: least and most of numbers, whether each standing (level, zone, pin) will do, and other terms. */
  readonly leastAge: number;
  readonly leastTokens: number;
  readonly mostTokens: number;
  /** By `standingCode`; null: any will do. */
  readonly standing: Uint8Array | null;
  readonly rest: readonly Term[];
  readonly asksStaleness: boolean;
}

/** Keys whose answer never changes while block and text are the same. */
const fixedKeys = new Set(["role", "kind", "tool", "file", "error", "origin", "id", "text", "turn"]);
const standingKeys = new Set(["level", "zone", "pinned"]);

/** Reads a selector for use with every request. Throws RuleError in the name of `rule`. */
export function splitSelector(text: string, rule: string, pointer: string): SplitSelector {
  const { plan } = readSelector(text, rule, pointer);
  const moving = plan.filter(({ key }) => !fixedKeys.has(key));
  const standing = moving.filter(({ key }) => standingKeys.has(key));
  const age = boundsOf(moving, "age");
  const tokens = boundsOf(moving, "tokens");
  const isCovered = (term: Term): boolean =>
    standing.includes(term) || tokens.terms.has(term) || (age.terms.has(term) && isLeast(term));
  return {
    text,
    fixed: plan.filter(({ key }) => fixedKeys.has(key)),
    moving,
    leastAge: Math.max(0, age.least),
    leastTokens: tokens.least,
    mostTokens: tokens.most,
    standing: standing.length === 0 ? null : standingTable(standing),
    rest: moving.filter((term) => !isCovered(term)),
    asksStaleness: moving.some(({ key }) => key === "staleness"),
  };
}

function readSelector(text: string, rule: string, pointer: string): Selector {
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new RuleError(rule, pointer, `at character ${error.position + 1}: ${error.reason}`, error.nearest);
  }
}

const isLeast = ({ operator }: Term): boolean => operator === ">" || operator === ">=";

/** What terms such as `tokens>2k` say together; tokens need not be whole numbers. */
function boundsOf(terms: readonly Term[], key: string): { least: number; most: number; terms: ReadonlySet<Term> } {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  const covered = new Set<Term>();
  for (const term of terms) {
    if (term.key !== key || term.negated || term.operator === "=") continue;
    const number = numberOf(term.values[0]!);
    if (term.operator === ">") least = Math.max(least, number + nextTo(number));
    else if (term.operator === ">=") least = Math.max(least, number);
    else if (term.operator === "<") most = Math.min(most, number - nextTo(number));
    else most = Math.min(most, number);
    covered.add(term);
  }
  return { least, most, terms: covered };
}

/** Distance to a number that nothing lies between. */
const nextTo = (number: number): number => Math.max(Math.abs(number) * Number.EPSILON, Number.MIN_VALUE);

/** `2k` is 2000; the parser let nothing else through. */
const numberOf = (written: string): number => Number.parseFloat(written) * (/k$/i.test(written) ? 1_000 : 1);

/** Whether all of the terms hold. */
export const holds = (terms: readonly Term[], block: SelectorBlock): boolean => {
  for (const term of terms) if (term.test(block) === term.negated) return false;
  return true;
};
