import type { Capability } from "@aperture/sdk";

/** How long a new one may wait to be written down, ms: every call of a plugin uses the same ones again. */
const WAIT_MS = 1_000;

/** Which of its capabilities a plugin made use of: shown beside what it asks for, and kept. */
export class UsedCapabilities {
  readonly #all: Set<Capability>;
  readonly #keep: (all: readonly Capability[]) => void;
  readonly #after: (ms: number, run: () => void) => () => void;
  #cancel: (() => void) | null = null;

  constructor(
    known: readonly Capability[],
    keep: (all: readonly Capability[]) => void,
    after: (ms: number, run: () => void) => () => void,
  ) {
    this.#all = new Set(known);
    this.#keep = keep;
    this.#after = after;
  }

  has(capability: Capability): boolean {
    return this.#all.has(capability);
  }

  add(capability: Capability): void {
    if (this.#all.has(capability)) return;
    this.#all.add(capability);
    this.#cancel ??= this.#after(WAIT_MS, () => this.flush());
  }

  /** Writes down what waits. */
  flush(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    this.#keep([...this.#all].sort());
  }
}
