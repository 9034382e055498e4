/** When bytes were last passed on. Whoever has time looks here first: streams go before everything else. */
export class Activity {
  #last = Number.NEGATIVE_INFINITY;

  touch(): void {
    this.#last = performance.now();
  }

  /** Milliseconds since then. */
  quietFor(): number {
    return performance.now() - this.#last;
  }
}
