import type { SelectorBlock, Term } from "../selectors/selector.ts";
import { Deadline } from "./deadline.ts";
import type { SlowSearches } from "./slow-searches.ts";

/** `late`: not in this request; `passed-over`: not in this session. */
export type SearchAnswer = "holds" | "fails" | "late" | "passed-over";

export interface TextSearchesOptions {
  readonly session: number;
  readonly slow: SlowSearches;
  /** Monotonic, ms. Without it there is time for everything, and nothing is slow. */
  readonly clock: (() => number) | undefined;
}

/**
 * Milliseconds of a request after which no further text is searched; half of what a request may wait, for there is one stage that sorts and one that
 * acts. The search under way goes on to its end.
 */
const LONGEST = 10;
/** Milliseconds from which on one search is slow. */
const SLOW = 10;
/** A text shorter than this is searched in 5 ms with the worst pattern that was found: where it took longer, the machine was busy with something else. */
const SHORT = 4_000;

/** The texts that one request searches, until its time is over. At least one is: what waits gets done. */
export class TextSearches {
  readonly #options: TextSearchesOptions;
  readonly #deadline: Deadline;
  #isOver = false;

  constructor(options: TextSearchesOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock, LONGEST);
  }

  /** True once something came too late: everything else does too. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param condition the term as it is written, negation aside */
  ask(term: Term, condition: string, block: SelectorBlock): SearchAnswer {
    if (this.isPassedOver(condition)) return "passed-over";
    this.#isOver ||= this.#deadline.isLate();
    if (this.#isOver) return "late";
    return this.#timed(term, condition, block) ? "holds" : "fails";
  }

  isPassedOver(condition: string): boolean {
    const { slow, session } = this.#options;
    return slow.isPassedOver(session, condition);
  }

  /** Whether any condition of the session was slow. */
  get isAnySlow(): boolean {
    return this.#options.slow.isAny(this.#options.session);
  }

  #timed(term: Term, condition: string, block: SelectorBlock): boolean {
    const { clock, slow, session } = this.#options;
    if (!clock) return term.test(block);
    const started = clock();
    const holds = term.test(block);
    if (clock() - started > SLOW && block.text().length >= SHORT) slow.count(session, condition);
    return holds;
  }
}
