/** Time that a request may wait for one kind of work; it runs from the first time it is asked. */
export class Deadline {
  readonly #clock: (() => number) | undefined;
  readonly #ms: number;
  #started: number | undefined;

  /** @param clock monotonic, ms; without it there is no deadline */
  constructor(clock: (() => number) | undefined, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  get isRunning(): boolean {
    return this.#started !== undefined;
  }

  readonly isLate = (): boolean => {
    if (!this.#clock) return false;
    const now = this.#clock();
    this.#started ??= now;
    return now - this.#started > this.#ms;
  };
}
