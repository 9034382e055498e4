import type { WitnessedCall } from "@aperture/host/host/stage-witness";

/** Counts requests, each once, however many stages of a plugin it passes. */
export class SeenRequests {
  readonly #seen = new Set<string>();
  #count: number;

  /** `before`: those of an earlier run of the program. */
  constructor(before = 0) {
    this.#count = before;
  }

  get count(): number {
    return this.#count;
  }

  /** True where it is a new one. */
  add({ request }: Pick<WitnessedCall, "request">): boolean {
    const key = `${request.lane}/${request.turn}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    this.#count++;
    return true;
  }
}
