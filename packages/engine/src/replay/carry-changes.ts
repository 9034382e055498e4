import type { Change } from "../governor/change.ts";
import { isWaiting } from "../governor/transitions.ts";
import type { PipelineResult } from "../pipeline/run.ts";

/** Numbers for what a replay makes, which no store has reached. */
const BEYOND = 1_000_000_000;

/** What the program keeps of a decision in its store, kept in memory: a lane's changes that are no end. */
export class CarriedChanges {
  #alive: readonly Change[] = [];
  #made = 0;

  get alive(): readonly Change[] {
    return this.#alive;
  }

  /** `tokensOf`: of a text by its hash, by now. */
  carry(
    { created, decision }: Pick<PipelineResult, "created" | "decision">,
    turn: number,
    tokensOf: (hash: string, text: string) => number,
  ): void {
    const moves = decision?.moves ?? [];
    const fresh = new Set(created);
    this.#alive = [...this.#alive, ...created].flatMap((change) => {
      let now: Change = change;
      for (const { change: whose, event, to } of moves) {
        if (whose !== change || to === now.state) continue;
        const appliedTurn = event === "apply" ? turn : now.appliedTurn;
        now = { ...now, state: to, appliedTurn, forced: event === "undo" ? false : now.forced };
      }
      if (now.state !== "applied" && !isWaiting(now.state)) return [];
      const tokens = tokensOf(now.hash, now.text);
      if (tokens !== now.tokens) now = { ...now, tokens };
      return fresh.has(change) ? [this.#numbered(now)] : [now];
    });
  }

  #numbered(change: Change): Change {
    const n = BEYOND + ++this.#made;
    return { ...change, n, block: change.kind === "insert" ? n : change.block };
  }
}
