import type { SelectorBlock, Term } from "../selectors/selector.ts";
import type { SearchAnswer, TextSearches } from "./text-searches.ts";

/** What is known of a term for one block. */
const known = { late: 0, holds: 1, fails: 2, "passed-over": 3 } as const satisfies Record<SearchAnswer, number>;

/** A block of which a text condition was not asked in time, with all that was found. */
export interface Waiting {
  /** Numbers of the selectors that are not decided. */
  readonly selectors: readonly number[];
  /** By number of term. */
  readonly known: Uint8Array;
}

export interface Decision {
  /** Numbers of the selectors all of whose fixed terms hold, in their order. */
  readonly matching: readonly number[];
  readonly waiting: Waiting | null;
}

interface Asked {
  readonly number: number;
  readonly negated: boolean;
}

/** Fixed terms of many selectors, of which many say the same: each is asked of a block once at most, and texts are searched once. */
export class FixedTerms {
  readonly #terms: Term[] = [];
  /** As they are written, negation aside: what is equal is one term. */
  readonly #conditions: string[] = [];
  /** For each selector its terms, in its order. */
  readonly #selectors: readonly (readonly Asked[])[];
  readonly #all: readonly number[];
  readonly #scratch: Uint8Array;

  constructor(selectors: readonly { readonly fixed: readonly Term[] }[]) {
    const numbers = new Map<string, number>();
    const numberOf = (term: Term): number => {
      const condition = JSON.stringify([term.key, term.operator, term.values]);
      const before = numbers.get(condition);
      if (before !== undefined) return before;
      this.#conditions.push(condition);
      const number = this.#terms.push(term) - 1;
      numbers.set(condition, number);
      return number;
    };
    this.#selectors = selectors.map(({ fixed }) =>
      fixed.map((term) => ({ number: numberOf(term), negated: term.negated })),
    );
    this.#all = [...this.#selectors.keys()];
    this.#scratch = new Uint8Array(this.#terms.length);
  }

  /** What holds for a block; `before`: where an earlier request stopped, whose selectors are the ones that are asked. */
  decide(block: SelectorBlock, searches: TextSearches, before: Waiting | null = null): Decision {
    const found = before?.known ?? this.#scratch.fill(known.late);
    const matching: number[] = [];
    const late: number[] = [];
    for (const selector of before?.selectors ?? this.#all) {
      const answer = this.#answer(selector, block, searches, found);
      if (answer === "holds") matching.push(selector);
      else if (answer === "late") late.push(selector);
    }
    if (late.length === 0) return { matching, waiting: null };
    return { matching, waiting: { selectors: late, known: before?.known ?? found.slice() } };
  }

  /** Numbers of the selectors that ask what is passed over in this session. */
  passedOver(searches: TextSearches): number[] {
    if (!searches.isAnySlow) return [];
    return this.#all.filter((selector) =>
      this.#selectors[selector]!.some(({ number }) => searches.isPassedOver(this.#conditions[number]!)),
    );
  }

  /** What is passed over neither holds nor fails: the selector matches nothing, whatever is negated in it. */
  #answer(
    selector: number,
    block: SelectorBlock,
    searches: TextSearches,
    found: Uint8Array,
  ): "holds" | "fails" | "late" {
    let isLate = false;
    for (const { number, negated } of this.#selectors[selector]!) {
      if (found[number] === known.late) found[number] = this.#ask(number, block, searches);
      const state = found[number];
      if (state === known.late) isLate = true;
      else if (state !== (negated ? known.fails : known.holds)) return "fails";
    }
    return isLate ? "late" : "holds";
  }

  #ask(number: number, block: SelectorBlock, searches: TextSearches): number {
    const term = this.#terms[number]!;
    if (term.readsText) return known[searches.ask(term, this.#conditions[number]!, block)];
    return term.test(block) ? known.holds : known.fails;
  }
}
