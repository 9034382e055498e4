import type { LibraryRef, ReplayEffect, ReplayLibraryItem } from "@aperture/sdk";
import type { LibraryClient } from "@aperture/sdk/library-client";
import { describeError } from "../text/describe-error.ts";

/** What something would have done to recorded requests: asked for, waited for, given up. */
export class LibraryReplay {
  effect: ReplayEffect | undefined = $state.raw();
  /** What the shown effect is held against; undefined: requests as they came. */
  against: LibraryRef | undefined = $state.raw();
  trouble: string | undefined = $state();
  /** Epoch milliseconds of its beginning; undefined: none is under way. */
  since: number | undefined = $state();
  readonly #client: Pick<LibraryClient, "replay">;
  #stop: AbortController | undefined;

  constructor(client: Pick<LibraryClient, "replay">) {
    this.#client = client;
  }

  get busy(): boolean {
    return this.since !== undefined;
  }

  /** True where an effect came of it. A second question gives the first one up. */
  async ask(input: ReplayLibraryItem, now: number): Promise<boolean> {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.since = now;
    this.trouble = undefined;
    try {
      const effect = await this.#client.replay(input, stop.signal);
      if (stop.signal.aborted) return false;
      this.effect = effect;
      this.against = input.against;
      return true;
    } catch (error) {
      if (!stop.signal.aborted) this.trouble = describeError(error);
      return false;
    } finally {
      if (this.#stop === stop) this.since = undefined;
    }
  }

  cancel(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.since = undefined;
  }
}
