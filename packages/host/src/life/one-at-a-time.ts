/**
 * Operations on one plugin, in the order they came. Whoever comes next does not wait for the patience of the one before: `interrupted` tells
 * an operation that only waits (for a start) to leave off waiting.
 */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #interrupt: () => void = () => {};

  run<T>(operation: (interrupted: Promise<void>) => Promise<T>): Promise<T> {
    this.#interrupt();
    const { promise: interrupted, resolve } = Promise.withResolvers<void>();
    this.#interrupt = resolve;
    const done = this.#last.then(() => operation(interrupted));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<unknown> {
    this.#interrupt();
    return this.#last;
  }
}
