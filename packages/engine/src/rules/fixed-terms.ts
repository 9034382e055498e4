import type { SelectorBlock, Term } from "../selectors/selector.ts";

const UNKNOWN = 0;
const HOLDS = 1;
const FAILS = 2;

/** Fixed terms of many selectors, of which many say the same: each is asked of a block once at most, and texts are searched once. */
export class FixedTerms {
  readonly #terms: Term[] = [];
  /** For each selector the numbers of its terms, in its order. */
  readonly #selectors: readonly (readonly number[])[];
  readonly #known: Uint8Array;

  constructor(selectors: readonly { readonly fixed: readonly Term[] }[]) {
    const numbers = new Map<string, number>();
    const numberOf = (term: Term): number => {
      const written = JSON.stringify([term.key, term.operator, term.values, term.negated]);
      const known = numbers.get(written) ?? this.#terms.push(term) - 1;
      numbers.set(written, known);
      return known;
    };
    this.#selectors = selectors.map(({ fixed }) => fixed.map(numberOf));
    this.#known = new Uint8Array(this.#terms.length);
  }

  /** Numbers of the selectors all of whose fixed terms hold for a block, in their order. */
  matching(block: SelectorBlock): number[] {
    this.#known.fill(UNKNOWN);
    const found: number[] = [];
    for (const [selector, terms] of this.#selectors.entries())
      if (terms.every((term) => this.#holds(term, block))) found.push(selector);
    return found;
  }

  #holds(number: number, block: SelectorBlock): boolean {
    if (this.#known[number] === UNKNOWN) {
      const term = this.#terms[number]!;
      this.#known[number] = term.test(block) !== term.negated ? HOLDS : FAILS;
    }
    return this.#known[number] === HOLDS;
  }
}
