/** What the proxy has done since it started. */
export interface ProxyStats {
  readonly total: number;
  readonly inFlight: number;
  /** Bodies that were forwarded unread. */
  readonly opaque: number;
  /** Answered or cut by Aperture because something failed. */
  readonly failed: number;
  /** Ended by the client. */
  readonly cancelled: number;
  /** Bookkeeping that failed while the bytes went on. */
  readonly failedOpen: number;
  /** Milliseconds since the epoch of the last request, null before the first. */
  readonly lastAt: number | null;
}

export class ProxyCounters {
  total = 0;
  inFlight = 0;
  opaque = 0;
  failed = 0;
  cancelled = 0;
  lastAt: number | null = null;
  #failedOpen = 0;
  readonly #onFailOpen: (error: unknown) => void;

  constructor(onFailOpen: (error: unknown) => void) {
    this.#onFailOpen = onFailOpen;
  }

  /** Bound: handed around as a callback. */
  readonly failOpen = (error: unknown): void => {
    this.#failedOpen += 1;
    this.#onFailOpen(error);
  };

  read(): ProxyStats {
    const { total, inFlight, opaque, failed, cancelled, lastAt } = this;
    return { total, inFlight, opaque, failed, cancelled, failedOpen: this.#failedOpen, lastAt };
  }
}
