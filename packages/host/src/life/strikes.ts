/** As many failures in a row quarantine a plugin. */
export const STRIKES = 3;

/**
 * Failures in a row, counted for each thing that a plugin does: a stage that always fails is found out although another one of the same
 * plugin works between its failures.
 */
export class Strikes {
  readonly #inARow = new Map<string, number>();

  /** One more failure of this; how many in a row that makes. */
  add(what: string): number {
    const count = (this.#inARow.get(what) ?? 0) + 1;
    this.#inARow.set(what, count);
    return count;
  }

  success(what: string): void {
    this.#inARow.delete(what);
  }

  clear(): void {
    this.#inARow.clear();
  }

  /** The most failures in a row that anything of it has now. */
  get most(): number {
    let most = 0;
    for (const count of this.#inARow.values()) most = Math.max(most, count);
    return most;
  }
}
