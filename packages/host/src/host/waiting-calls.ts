/** Most calls that wait for one plugin. */
const MOST = 200;

/**
 * Background calls of one plugin: one at a time, in order, no faster than it may. Where they come faster than it works, the oldest are
 * dropped: what is new says more.
 */
export class WaitingCalls {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #wait: () => number;
  readonly #after: (ms: number, run: () => void) => () => void;
  #isBusy = false;
  #isClosed = false;
  #dropped = 0;
  #cancel: () => void = () => {};

  /** `wait`: ms until one more may go, 0: now; asking takes it. */
  constructor(wait: () => number, after: (ms: number, run: () => void) => () => void) {
    this.#wait = wait;
    this.#after = after;
  }

  /** `call` must not reject. */
  add(call: () => Promise<void>): void {
    if (this.#isClosed) return;
    this.#waiting.push(call);
    if (this.#waiting.length > MOST) {
      this.#waiting.shift();
      this.#dropped++;
    }
    this.#next();
  }

  /** How many were dropped since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#cancel();
  }

  #next(): void {
    if (this.#isBusy || this.#isClosed || this.#waiting.length === 0) return;
    this.#isBusy = true;
    const ms = this.#wait();
    if (ms > 0) {
      this.#cancel = this.#after(ms, () => this.#done());
      return;
    }
    const call = this.#waiting.shift()!;
    void call().finally(() => this.#done());
  }

  #done(): void {
    this.#isBusy = false;
    this.#next();
  }
}
