/** The proxy relays streams in the same loop, which nothing may hold for 20 ms: work gives way after this long. ms */
const SLICE = 6;

/** Work in slices: whoever has worked for long enough lets everybody else have a turn. */
export class Slices {
  #since = performance.now();

  /** Rejects with the signal's reason where it was given up meanwhile. */
  async breathe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (performance.now() - this.#since < SLICE) return;
    await new Promise(setImmediate);
    this.#since = performance.now();
    signal?.throwIfAborted();
  }
}
