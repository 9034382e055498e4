import type { WitnessedCall } from "@aperture/host/host/stage-witness";
import type { Trial } from "@aperture/host/host/trial";
import type { Patch } from "@aperture/sdk";
import { answerChanges } from "./answer-changes.ts";

/** Answers of a trial that are waited for at once: requests that come faster are not compared. */
const AT_ONCE = 4;

/** `differences`: what one changes otherwise than the other, one line each. `failed`: the trial's failure, in words. */
export type Compared = { readonly differences: readonly string[] } | { readonly failed: string };

/** Shows a version the live requests of another one. Nobody waits for it, and nothing of what it says is done. */
export class Beside {
  readonly #trial: Trial;
  readonly #isNewer: boolean;
  #waiting = 0;

  /** `isNewer`: the trial is the version that would come; else the one that was. */
  constructor(trial: Trial, isNewer: boolean) {
    this.#trial = trial;
    this.#isNewer = isNewer;
  }

  /** Null where it was not asked, or the live one gave no answer to hold it against. Never rejects. */
  async compare({ hook, blocks, request, answer }: WitnessedCall): Promise<Compared | null> {
    const stages = this.#trial.stagesAt(hook);
    // Of two stages at one place nobody can say which of them a call belongs to.
    if (this.#waiting >= AT_ONCE || stages.length > 1) return null;
    this.#waiting++;
    try {
      // Asked at once: blocks are what they are now.
      const theirs = stages[0]?.run(blocks, request) ?? Promise.resolve(null);
      const [live, tried] = await Promise.allSettled([answer, theirs]);
      if (tried.status === "rejected") return { failed: messageOf(tried.reason) };
      if (live.status === "rejected") return null;
      const trial: Patch = tried.value?.patch ?? [];
      const { patch } = live.value;
      return { differences: this.#isNewer ? answerChanges(patch, trial) : answerChanges(trial, patch) };
    } finally {
      this.#waiting--;
    }
  }

  close(): Promise<void> {
    return this.#trial.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
