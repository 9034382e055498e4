/**
 * A plugin's key-value store as a copy beside the guest: values as JSON. What a call writes stands in a journal until the call has
 * succeeded; the host is told of it then, and checks the quota again.
 */
export class StoreCopy {
  readonly #values: Map<string, string>;
  #journal = new Map<string, string | null>();
  #bytes = 0;
  /** It was read. */
  wasRead = false;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = new Map(values);
    for (const [key, value] of values) this.#bytes += sizeOf(key, value);
  }

  get(key: string): string | undefined {
    this.wasRead = true;
    const written = this.#journal.get(key);
    return written === undefined ? this.#values.get(key) : (written ?? undefined);
  }

  /** False: there would be more than `quota` bytes, and nothing was written. */
  set(key: string, value: string | null, quota: number): boolean {
    const before = this.#current(key);
    const bytes = this.#bytes - sizeOf(key, before) + sizeOf(key, value);
    if (value !== null && bytes > quota) return false;
    this.#bytes = bytes;
    this.#journal.set(key, value);
    return true;
  }

  /** Sorted. */
  keys(prefix: string): string[] {
    this.wasRead = true;
    const all = new Set([...this.#values.keys(), ...this.#journal.keys()]);
    return [...all].filter((key) => key.startsWith(prefix) && this.#current(key) !== null).sort();
  }

  /** What was written since the last time, now in force. */
  commit(): ReadonlyMap<string, string | null> {
    const journal = this.#journal;
    if (journal.size === 0) return journal;
    this.#journal = new Map();
    for (const [key, value] of journal) {
      if (value === null) this.#values.delete(key);
      else this.#values.set(key, value);
    }
    return journal;
  }

  /** Forgets what was written since the last commit. */
  rollback(): void {
    for (const key of [...this.#journal.keys()]) {
      const written = this.#current(key);
      this.#bytes += sizeOf(key, this.#values.get(key) ?? null) - sizeOf(key, written);
    }
    this.#journal.clear();
  }

  /** The host did not keep these: they are as it says. */
  restore(values: ReadonlyMap<string, string | null>): void {
    for (const [key, value] of values) {
      this.#bytes += sizeOf(key, value) - sizeOf(key, this.#current(key));
      this.#journal.delete(key);
      if (value === null) this.#values.delete(key);
      else this.#values.set(key, value);
    }
  }

  #current(key: string): string | null {
    const written = this.#journal.get(key);
    return written === undefined ? (this.#values.get(key) ?? null) : written;
  }
}

/** Bytes as the host counts them. */
const sizeOf = (key: string, value: string | null) =>
  value === null ? 0 : Buffer.byteLength(key) + Buffer.byteLength(value);
