import type { PluginHook, StageFigures } from "@aperture/sdk";
import { Samples } from "./samples.ts";

/** What one stage of a plugin cost on this machine since the program started. */
export class Figures {
  readonly #hook: PluginHook;
  readonly #ms = new Samples();
  readonly #guestMs = new Samples();
  #calls = 0;
  #filtered = 0;
  #failures = 0;
  constructor(hook: PluginHook) {
    this.#hook = hook;
  }

  /** Its filter matched nothing: it was not called. */
  filtered(): void {
    this.#filtered++;
  }

  /** `ms`: border and guest together. */
  called(ms: number, guestMs: number | null): void {
    this.#calls++;
    this.#ms.add(ms);
    if (guestMs !== null) this.#guestMs.add(guestMs);
  }

  failed(ms: number): void {
    this.#failures++;
    this.called(ms, null);
  }

  shown(): StageFigures {
    return {
      hook: this.#hook,
      calls: this.#calls,
      filtered: this.#filtered,
      failures: this.#failures,
      p50: this.#ms.quantile(0.5),
      p95: this.#ms.quantile(0.95),
      guestP50: this.#guestMs.quantile(0.5),
    };
  }
}
