import { parseSelector } from "../selectors/parse-selector.ts";
import type { SelectorBlock, Term } from "../selectors/selector.ts";
import { SelectorError } from "../selectors/selector-error.ts";
import { RuleError } from "./rule-error.ts";

/** A selector whose terms are asked as seldom as they can change. */
export interface SplitSelector {
  /** As it was written. */
  readonly text: string;
  /** What follows from a block and its text: decided once, texts last. */
  readonly fixed: readonly Term[];
  /** What can be otherwise in another request. */
  readonly moving: readonly Term[];
  /** Least age that `age>` terms ask for; they are in neither list. 0: none does. */
  readonly leastAge: number;
  readonly asksStaleness: boolean;
}

/** Keys whose answer never changes while block and text are the same. */
const fixedKeys = new Set(["role", "kind", "tool", "file", "error", "origin", "id", "text", "turn"]);

/** Reads a selector for use with every request. Throws RuleError in the name of `rule`. */
export function splitSelector(text: string, rule: string, pointer: string): SplitSelector {
  const { plan } = readSelector(text, rule, pointer);
  const fixed: Term[] = [];
  const moving: Term[] = [];
  let leastAge = 0;
  for (const term of plan) {
    const age = leastAgeOf(term);
    if (age !== null) leastAge = Math.max(leastAge, age);
    else if (fixedKeys.has(term.key)) fixed.push(term);
    else moving.push(term);
  }
  return { text, fixed, moving, leastAge, asksStaleness: moving.some(({ key }) => key === "staleness") };
}

function readSelector(text: string, rule: string, pointer: string): ReturnType<typeof parseSelector> {
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new RuleError(rule, pointer, `at character ${error.position + 1}: ${error.reason}`, error.nearest);
  }
}

/** Of `age>10` and `age>=10`, as nearly all rules have one: a number to compare with instead of a term to ask. */
function leastAgeOf({ key, operator, values, negated }: Term): number | null {
  if (key !== "age" || negated || (operator !== ">" && operator !== ">=")) return null;
  const written = values[0]!;
  const least = Number.parseFloat(written) * (/k$/i.test(written) ? 1_000 : 1);
  return operator === ">" ? Math.floor(least) + 1 : Math.ceil(least);
}

/** Whether all of the terms hold. */
export const holds = (terms: readonly Term[], block: SelectorBlock): boolean => {
  for (const term of terms) if (term.test(block) === term.negated) return false;
  return true;
};
