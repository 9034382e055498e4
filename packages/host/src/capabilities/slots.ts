import { ApertureError } from "@aperture/sdk";

/** At most so many at once; so many more wait their turn, the next is refused. */
export class Slots {
  readonly #plugin: string;
  readonly #capability: string;
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  constructor(options: { plugin: string; capability: string; most: number; mostWaiting: number }) {
    this.#plugin = options.plugin;
    this.#capability = options.capability;
    this.#most = options.most;
    this.#mostWaiting = options.mostWaiting;
  }

  /** Throws `rate_exceeded` where too many wait; rejects with the signal's reason where that comes first. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#running >= this.#most) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // Handed on, not given back: whoever comes now does not get in front.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) {
      const facts = { plugin: this.#plugin, capability: this.#capability, limit: `${this.#most} at once` };
      throw new ApertureError("rate_exceeded", facts);
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const place = this.#waiting.indexOf(enter);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      this.#waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
