/** The newest measurements, so many; older ones are forgotten. */
export class Samples {
  readonly #ring: Float64Array;
  #count = 0;
  constructor(size = 256) {
    this.#ring = new Float64Array(size);
  }

  add(value: number): void {
    this.#ring[this.#count++ % this.#ring.length] = value;
  }

  /** The value that this share (0 … 1) of them does not exceed; null before the first. */
  quantile(share: number): number | null {
    const length = Math.min(this.#count, this.#ring.length);
    if (length === 0) return null;
    const sorted = this.#ring.slice(0, length).sort();
    return sorted[Math.min(length - 1, Math.floor(share * length))]!;
  }
}
