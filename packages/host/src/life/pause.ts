/** Falls that lie further back do not count, ms. */
const WINDOW = 60_000;
const FIRST = 250;
const LONGEST = 30_000;

/**
 * How long to wait before something that fell is started again: not at all the first time, because most falls are one bad request; then twice
 * as long each time, so that a plugin that falls with every request does not keep a processor busy with starting.
 */
export class Pause {
  #falls: number[] = [];
  readonly #now: () => number;
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a fall; milliseconds to wait. */
  next(): number {
    const now = this.#now();
    // A clock that was set back must not keep falls for ever.
    this.#falls = this.#falls.filter((at) => at <= now && at > now - WINDOW);
    this.#falls.push(now);
    const before = this.#falls.length - 1;
    return before === 0 ? 0 : Math.min(LONGEST, FIRST * 2 ** (before - 1));
  }

  clear(): void {
    this.#falls = [];
  }
}
