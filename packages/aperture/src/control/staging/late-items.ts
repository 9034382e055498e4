/** Lanes and items that are remembered. */
const MOST = 1_000;

/** Items that were asked for before their files had been read: they may make up for the request they missed. */
export class LateItems {
  readonly #late = new Set<string>();

  add(lane: number, item: number): void {
    this.#late.add(`${lane} ${item}`);
    if (this.#late.size > MOST) this.#late.delete(this.#late.keys().next().value!);
  }

  has(lane: number, item: number): boolean {
    return this.#late.has(`${lane} ${item}`);
  }
}
